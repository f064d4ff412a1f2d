import * as audio from 'ossicle/audio';
import { vorbisFile } from './vorbis-file.js';

/** How to make a unit and what is called for each 20 ms; the list of all is what tests and benchmarks go through. */
export interface FrameCall {
  /** The class, as `ossicle/audio` exports it. */
  readonly name: string;
  /** What is made and called, where the name does not say it. */
  readonly about?: string;
  readonly make: () => unknown;
  readonly frame: (unit: never) => unknown;
  /** Something less costly for runs of ten million frames. */
  readonly shortest?: Pick<FrameCall, 'about' | 'make' | 'frame'>;
}

const narrow = noise(160);
const wide = noise(320);
const otherNarrow = noise(480).subarray(320);
const output = new Int16Array(960);
const bytes = new Uint8Array(4000);
const payload = bytes.subarray(0, 160);
const doublePayload = bytes.subarray(0, 320);
const frame20Ms = output.subarray(0, 160);
const firstInput = 0 as audio.MixerInput;
const spectra = new Float32Array(4 * 513);

const replaced = new Int16Array(320);

/** `wide`, for units that replace their frame. */
function heard(): Int16Array {
  replaced.set(wide);
  return replaced;
}

/** A loud and a soft half, the same in every run. */
function noise(samples: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: samples }, (_, i) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * (i < samples / 2 ? 16_000 : 500);
  });
}

function frameCall<Unit>(
  name: string,
  make: () => Unit,
  frame: (unit: Unit) => unknown,
  more: Pick<FrameCall, 'about' | 'shortest'> = {},
): FrameCall {
  return { name, make, frame, ...more } as FrameCall;
}

function opusPacket(sampleRateHz: 8000 | 16_000, frameMs: 2.5 | 20): Uint8Array {
  using encoder = new audio.OpusEncoder({ sampleRateHz, frameMs, complexity: 0 });
  return bytes.slice(0, encoder.process(wide.subarray(0, encoder.frameSamples), bytes));
}

/** The first bytes of a file that announces no length. */
function endlessWav(): Uint8Array {
  using writer = new audio.WavWriter({ sampleRateHz: 8000 });
  writer.write(narrow);
  return bytes.slice(0, writer.take(bytes));
}

const flac = flacFile();
const flacHeadBytes = metadataBytes(flac);
let flacAt = flacHeadBytes;
/** PCMU of 20 ms behind a header whose sequence number and timestamp go on. */
const rtpPacket = Uint8Array.from({ length: 172 }, (_, i) => (i === 0 ? 0x80 : i < 12 ? 0 : i));
const rtpHeader = new DataView(rtpPacket.buffer);
let rtpAt = 0;
const ogg = oggOpusFile();
let oggAt = 0;
const vorbis = vorbisFile(200);
let vorbisAt = 0;

/** `fLaC` and the blocks of metadata, the last of which says so (RFC 9639 section 8.1). */
function metadataBytes(file: Uint8Array): number {
  const view = new DataView(file.buffer);
  for (let at = 4; ; ) {
    const head = view.getUint32(at);
    at += 4 + (head & 0xff_ffff);
    if (head >>> 31 === 1) return at;
  }
}

/** A file of one block of samples, from which a reader can be given that block again and again. */
function flacFile(): Uint8Array {
  using writer = new audio.FlacWriter({ sampleRateHz: 8000 });
  const file = new Uint8Array(40_000);
  let length = 0;
  writer.write(noise(4096));
  writer.finish();
  for (let taken = -1; taken !== 0; length += taken) taken = writer.take(file.subarray(length));
  return file.slice(0, length);
}

/** A file of a second, which a reader takes again and again as links of one chain. */
function oggOpusFile(): Uint8Array {
  using writer = new audio.OggOpusWriter({ sampleRateHz: 8000 });
  const file = new Uint8Array(40_000);
  let length = 0;
  writer.write(noise(8000));
  writer.finish();
  for (let taken = -1; taken !== 0; length += taken) taken = writer.take(file.subarray(length));
  return file.slice(0, length);
}

const narrowRate = { sampleRateHz: 8000 } as const;
const wideRate = { sampleRateHz: 16_000 } as const;
const packet = opusPacket(16_000, 20);
const shortPacket = opusPacket(8000, 2.5);
const halfFrame = narrow.subarray(0, 20);

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
      shortest: {
        about: '8 kHz, 2.5 ms, complexity 0',
        make: () => new audio.OpusEncoder({ ...narrowRate, frameMs: 2.5, complexity: 0 }),
        frame: (unit: audio.OpusEncoder) => unit.process(halfFrame, bytes),
      },
    },
  ),
  frameCall(
    'OpusDecoder',
    () => new audio.OpusDecoder(wideRate),
    (unit) => unit.process(packet, output),
    {
      about: '16 kHz',
      shortest: {
        about: '8 kHz, 2.5 ms',
        make: () => new audio.OpusDecoder(narrowRate),
        frame: (unit: audio.OpusDecoder) => unit.process(shortPacket, output),
      },
    },
  ),
  frameCall(
    'Resampler',
    () => new audio.Resampler({ inputRateHz: 8000, outputRateHz: 16_000 }),
    (unit) => unit.process(narrow, output),
    {
      about: '8 to 16 kHz',
      shortest: {
        about: '8 to 16 kHz, 2.5 ms',
        make: () => new audio.Resampler({ inputRateHz: 8000, outputRateHz: 16_000 }),
        frame: (unit: audio.Resampler) => unit.process(halfFrame, output),
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
    () => new audio.EchoCanceller({ sampleRateHz: 16_000 }),
    (unit) => unit.process(heard(), wide),
    { about: '16 kHz' },
  ),
  frameCall(
    'NoiseSuppressor',
    () => new audio.NoiseSuppressor({ sampleRateHz: 16_000 }),
    (unit) => unit.process(heard()),
    { about: '16 kHz' },
  ),
  frameCall(
    'GainControl',
    () => new audio.GainControl({ sampleRateHz: 16_000 }),
    (unit) => unit.process(heard()),
    { about: '16 kHz' },
  ),
  frameCall(
    'VoiceProcessor',
    () => new audio.VoiceProcessor({ sampleRateHz: 16_000, gainControl: true }),
    (unit) => unit.process(heard()),
    { about: 'gain control, 16 kHz' },
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
    { about: 'pages of a second' },
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
