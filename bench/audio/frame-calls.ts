import * as audio from 'ossicle/audio';
import {
  bytes,
  doublePayload,
  endlessWav,
  flac,
  flacHeadBytes,
  frame20Ms,
  heard,
  heard10Ms,
  narrow,
  narrow2_5Ms,
  ogg,
  otherNarrow,
  output,
  packet,
  packet2_5Ms,
  payload,
  rtpHeader,
  rtpPacket,
  spectra,
  vorbis,
  wide,
  wide10Ms,
} from './frame-inputs.js';

/** How to make a unit and what is called for each 20 ms; the list of all is what tests and benchmarks go through. */
export interface FrameCall {
  /** The class, as `ossicle/audio` exports it. */
  readonly name: string;
  /** What is made and called, where the name does not say it. */
  readonly about?: string;
  readonly make: () => unknown;
  readonly frame: (unit: never) => unknown;
  /** Rests on the WebRTC module, which a build may lack. */
  readonly webrtc?: true;
  /** What is made and called in runs of ten million frames: shorter frames where 20 ms cost much. */
  readonly endurance?: Pick<FrameCall, 'about' | 'make' | 'frame'>;
}

const firstInput = 0 as audio.MixerInput;
let flacAt = flacHeadBytes;
let rtpAt = 0;
let oggAt = 0;
let vorbisAt = 0;
const narrowRate = { sampleRateHz: 8000 } as const;
const wideRate = { sampleRateHz: 16_000 } as const;

function frameCall<Unit>(
  name: string,
  make: () => Unit,
  frame: (unit: Unit) => unknown,
  more: Pick<FrameCall, 'about' | 'webrtc' | 'endurance'> = {},
): FrameCall {
  return { name, make, frame, ...more } as FrameCall;
}

/** Every class of `ossicle/audio` that is called for each frame. */
export const frameCalls: readonly FrameCall[] = [
  frameCall(
    'G711Encoder',
    () => new audio.G711Encoder({ law: 'mu-law' }),
    (unit) => unit.process(narrow, bytes),
  ),
  frameCall(
    'G711Decoder',
    () => new audio.G711Decoder({ law: 'mu-law' }),
    (unit) => unit.process(payload, output),
  ),
  frameCall(
    'G722Encoder',
    () => new audio.G722Encoder(),
    (unit) => unit.process(wide, bytes),
  ),
  frameCall(
    'G722Decoder',
    () => new audio.G722Decoder(),
    (unit) => unit.process(payload, output),
  ),
  frameCall(
    'L16Encoder',
    () => new audio.L16Encoder(),
    (unit) => unit.process(narrow, bytes),
  ),
  frameCall(
    'L16Decoder',
    () => new audio.L16Decoder(),
    (unit) => unit.process(doublePayload, output),
  ),
  frameCall(
    'OpusEncoder',
    () => new audio.OpusEncoder({ ...wideRate, complexity: 5 }),
    (unit) => unit.process(wide, bytes),
    {
      about: '16 kHz, complexity 5',
      endurance: {
        about: '8 kHz, 2.5 ms, complexity 0',
        make: () => new audio.OpusEncoder({ ...narrowRate, frameMs: 2.5, complexity: 0 }),
        frame: (unit: audio.OpusEncoder) => unit.process(narrow2_5Ms, bytes),
      },
    },
  ),
  frameCall(
    'OpusDecoder',
    () => new audio.OpusDecoder(wideRate),
    (unit) => unit.process(packet, output),
    {
      about: '16 kHz',
      endurance: {
        about: '8 kHz, 2.5 ms',
        make: () => new audio.OpusDecoder(narrowRate),
        frame: (unit: audio.OpusDecoder) => unit.process(packet2_5Ms, output),
      },
    },
  ),
  frameCall(
    'Resampler',
    () => new audio.Resampler({ inputRateHz: 8000, outputRateHz: 16_000 }),
    (unit) => unit.process(narrow, output),
    {
      about: '8 to 16 kHz',
      endurance: {
        about: '8 to 16 kHz, 2.5 ms',
        make: () => new audio.Resampler({ inputRateHz: 8000, outputRateHz: 16_000 }),
        frame: (unit: audio.Resampler) => unit.process(narrow2_5Ms, output),
      },
    },
  ),
  frameCall(
    'ComfortNoiseAnalyzer',
    () => new audio.ComfortNoiseAnalyzer(),
    (unit) => unit.process(narrow),
  ),
  frameCall(
    'ComfortNoiseGenerator',
    () => {
      const unit = new audio.ComfortNoiseGenerator(narrowRate);
      unit.describe(Uint8Array.of(40, 100, 90));
      return unit;
    },
    (unit) => unit.process(frame20Ms),
  ),
  frameCall(
    'DtmfDetector',
    () => new audio.DtmfDetector(narrowRate),
    (unit) => unit.process(narrow),
    { about: 'loud noise, no digit' },
  ),
  frameCall(
    'ToneDetector',
    () => new audio.ToneDetector(narrowRate),
    (unit) => unit.process(narrow),
    { about: 'loud noise, no digit' },
  ),
  frameCall(
    'AnsweringMachineDetector',
    () => new audio.AnsweringMachineDetector(narrowRate),
    (unit) => unit.process(narrow),
    { about: 'loud noise, no digit' },
  ),
  frameCall(
    'DtmfRemover',
    () => new audio.DtmfRemover(narrowRate),
    (unit) => unit.process(frame20Ms),
  ),
  frameCall(
    'DtmfGenerator',
    () => new audio.DtmfGenerator(narrowRate),
    (unit) => {
      if (unit.done) unit.dial('159D');
      return unit.process(frame20Ms);
    },
  ),
  frameCall(
    'ToneGenerator',
    () => {
      const unit = new audio.ToneGenerator(narrowRate);
      unit.play([{ frequenciesHz: [350, 440], onMs: 400, offMs: 200 }], { repeat: true });
      return unit;
    },
    (unit) => unit.process(frame20Ms),
  ),
  frameCall(
    'VoiceDetector',
    () => new audio.VoiceDetector(narrowRate),
    (unit) => unit.process(narrow),
  ),
  frameCall(
    'LevelMeter',
    () => new audio.LevelMeter(narrowRate),
    (unit) => unit.process(narrow),
  ),
  frameCall(
    'EchoCanceller',
    () => new audio.EchoCanceller(wideRate),
    (unit) => unit.process(heard(), wide),
    {
      about: '16 kHz',
      webrtc: true,
      endurance: {
        about: '16 kHz, 10 ms',
        make: () => new audio.EchoCanceller(wideRate),
        frame: (unit: audio.EchoCanceller) => unit.process(heard10Ms(), wide10Ms),
      },
    },
  ),
  frameCall(
    'NoiseSuppressor',
    () => new audio.NoiseSuppressor(wideRate),
    (unit) => unit.process(heard()),
    {
      about: '16 kHz',
      webrtc: true,
      endurance: {
        about: '16 kHz, 10 ms',
        make: () => new audio.NoiseSuppressor(wideRate),
        frame: (unit: audio.NoiseSuppressor) => unit.process(heard10Ms()),
      },
    },
  ),
  frameCall(
    'GainControl',
    () => new audio.GainControl(wideRate),
    (unit) => unit.process(heard()),
    {
      about: '16 kHz',
      endurance: {
        about: '16 kHz, 10 ms',
        make: () => new audio.GainControl(wideRate),
        frame: (unit: audio.GainControl) => unit.process(heard10Ms()),
      },
    },
  ),
  frameCall(
    'VoiceProcessor',
    () => new audio.VoiceProcessor({ ...wideRate, gainControl: true }),
    (unit) => unit.process(heard()),
    {
      about: 'gain control, 16 kHz',
      webrtc: true,
      endurance: {
        about: 'noise and gain, 16 kHz, 10 ms', // the echo canceller, by far the slowest, runs by itself
        make: () => new audio.VoiceProcessor({ ...wideRate, noiseSuppressor: true, gainControl: true }),
        frame: (unit: audio.VoiceProcessor) => unit.process(heard10Ms()),
      },
    },
  ),
  frameCall(
    'Mixer',
    () => {
      const unit = new audio.Mixer({ ...narrowRate, frameSamples: 160 });
      unit.addInput();
      return unit;
    },
    (unit) => {
      unit.write(firstInput, narrow);
      unit.mix();
      unit.readWithout(firstInput, frame20Ms);
    },
    { about: 'write, mix, readWithout' },
  ),
  frameCall(
    'SpectrumAnalyzer',
    () => new audio.SpectrumAnalyzer(),
    (unit) => unit.process(narrow, spectra),
    { about: 'window of 1024 samples' },
  ),
  frameCall(
    'SpeechLevelMeter',
    () => new audio.SpeechLevelMeter(narrowRate),
    (unit) => unit.process(narrow),
  ),
  frameCall(
    'LoudnessMeter',
    () => new audio.LoudnessMeter({ sampleRateHz: 16_000 }),
    (unit) => unit.process(wide),
    { about: '16 kHz' },
  ),
  frameCall(
    'DelayMeter',
    () => new audio.DelayMeter(narrowRate),
    (unit) => unit.process(narrow, otherNarrow),
  ),
  frameCall(
    'WavReader',
    () => {
      const unit = new audio.WavReader();
      unit.push(endlessWav());
      return unit;
    },
    (unit) => {
      unit.push(doublePayload);
      unit.read(frame20Ms);
    },
  ),
  frameCall(
    'WavWriter',
    () => new audio.WavWriter({ sampleRateHz: 8000 }),
    (unit) => {
      unit.write(narrow);
      unit.take(bytes);
    },
  ),
  frameCall(
    'FlacReader',
    () => {
      const unit = new audio.FlacReader();
      unit.push(flac.subarray(0, flacHeadBytes));
      flacAt = flacHeadBytes;
      return unit;
    },
    (unit) => {
      if (unit.read(frame20Ms) > 0) return;
      flacAt += unit.push(flac.subarray(flacAt));
      if (flacAt === flac.length) flacAt = flacHeadBytes; // the same block once more
    },
    { about: 'blocks of 4096 samples' },
  ),
  frameCall(
    'FlacWriter',
    () => new audio.FlacWriter({ sampleRateHz: 8000 }),
    (unit) => {
      unit.write(narrow);
      unit.take(bytes);
    },
    { about: 'blocks of 4096 samples' },
  ),
  frameCall(
    'OggOpusReader',
    () => new audio.OggOpusReader({ sampleRateHz: 8000 }),
    (unit) => {
      if (unit.read(frame20Ms) > 0) return;
      oggAt += unit.push(ogg.subarray(oggAt));
      if (oggAt === ogg.length) oggAt = 0; // the same stream as the next of the chain
    },
    { about: 'a chain of files of a second' },
  ),
  frameCall(
    'OggVorbisReader',
    () => new audio.OggVorbisReader(),
    (unit) => {
      if (unit.read(frame20Ms) > 0) return;
      vorbisAt += unit.push(vorbis.subarray(vorbisAt));
      if (vorbisAt === vorbis.length) vorbisAt = 0; // the same stream as the next of the chain
    },
    { about: 'a chain of files of silence' },
  ),
  frameCall(
    'OggOpusWriter',
    () => new audio.OggOpusWriter({ sampleRateHz: 8000 }),
    (unit) => {
      unit.write(narrow);
      unit.take(bytes);
    },
    {
      about: 'pages of a second',
      endurance: {
        about: 'written 2.5 ms at a time, pages of a second',
        make: () => new audio.OggOpusWriter({ sampleRateHz: 8000 }),
        frame: (unit: audio.OggOpusWriter) => {
          unit.write(narrow2_5Ms);
          unit.take(bytes);
        },
      },
    },
  ),
  frameCall(
    'JitterBuffer',
    () => new audio.JitterBuffer({ codec: 'pcmu' }),
    (unit) => {
      rtpAt = (rtpAt + 1) % 1e9;
      rtpHeader.setUint16(2, rtpAt & 0xffff);
      rtpHeader.setUint32(4, (rtpAt * 160) >>> 0);
      unit.insert(rtpPacket, rtpAt * 20);
      unit.process(frame20Ms, rtpAt * 20);
    },
    { about: 'PCMU, decoded' },
  ),
  frameCall(
    'Reframer',
    () => new audio.Reframer({ frameSamples: 160 }),
    (unit) => {
      unit.push(narrow);
      unit.pull(frame20Ms);
    },
  ),
  frameCall(
    'FramePool',
    () => new audio.FramePool({ frameSamples: 160, frames: 8 }),
    (unit) => {
      const frame = unit.acquire();
      if (frame) unit.release(frame);
    },
    { about: '8 frames of 160 samples' },
  ),
];
