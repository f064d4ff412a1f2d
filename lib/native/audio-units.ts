/**
 * What every native unit has. Methods called for each frame take `handle` first, which finds the unit faster than its
 * object does; they return a count, or a negative `FrameError` of `native/addon/unit_call.h`.
 */
export interface NativeUnit {
  /** The number of this unit among those of its class in this thread; another unit may have it after `close`. */
  readonly handle: number;
  close(): void;
  /** Nothing, or `FrameError` for closed. */
  reset(): void;
}

/** `native/addon/bindings/resampler_binding.cc` */
export interface NativeResampler extends NativeUnit {
  process(handle: number, input: Int16Array | Float32Array, output: Int16Array | Float32Array): number;
  latencySamples(): number;
  outputSamples(inputSamples: number): number;
  nonFiniteSamples(): number;
}

/** `native/addon/bindings/g711_binding.cc`, `g722_binding.cc`, `l16_binding.cc` */
export interface NativeEncoder extends NativeUnit {
  process(handle: number, input: Int16Array, output: Uint8Array): number;
}

/** `native/addon/bindings/g711_binding.cc`, `g722_binding.cc`, `l16_binding.cc` */
export interface NativeDecoder extends NativeUnit {
  process(handle: number, input: Uint8Array, output: Int16Array): number;
}

/** `native/addon/bindings/opus_binding.cc` */
export interface NativeOpusEncoder extends NativeEncoder {
  setBitrate(bitrateBps: number): number;
  setExpectedLoss(percent: number): number;
  latencySamples(): number;
}

/** `native/addon/bindings/opus_binding.cc` */
export interface NativeOpusDecoder extends NativeDecoder {
  decodeRedundancy(handle: number, nextPacket: Uint8Array, output: Int16Array): number;
  conceal(handle: number, output: Int16Array): number;
  packetSamples(handle: number, packet: Uint8Array): number;
}

/** `native/addon/bindings/comfort_noise_binding.cc` */
export interface NativeComfortNoiseGenerator extends NativeUnit {
  describe(handle: number, payload: Uint8Array): number;
  process(handle: number, output: Int16Array): number;
}

/** `native/addon/bindings/comfort_noise_binding.cc` */
export interface NativeComfortNoiseAnalyzer extends NativeUnit {
  process(handle: number, frame: Int16Array): number;
  write(handle: number, output: Uint8Array): number;
}

/** `native/addon/bindings/dtmf_detector_binding.cc` */
export interface NativeDtmfDetector extends NativeUnit {
  /** The character that began + the one that ended * 2^8 + its length in ms * 2^16. */
  process(handle: number, frame: Int16Array): number;
  active(handle: number): number;
}

/** `native/addon/bindings/dtmf_remover_binding.cc` */
export interface NativeDtmfRemover extends NativeUnit {
  process(handle: number, frame: Int16Array): number;
  latencySamples(): number;
}

/** `native/addon/bindings/dtmf_generator_binding.cc` */
export interface NativeDtmfGenerator extends NativeUnit {
  dial(digits: string): number;
  process(handle: number, output: Int16Array): number;
  /** 1 when nothing is left to dial. */
  done(handle: number): number;
}

/** `native/addon/bindings/tone_detector_binding.cc` */
export interface NativeToneDetector extends NativeUnit {
  /** A frame of up to one second. How many events it brought. */
  process(frame: Int16Array): number;
  /** Writes one of them, 21 figures. */
  event(index: number, figures: Float64Array): number;
}

/** `native/addon/bindings/answering_machine_detector_binding.cc` */
export interface NativeAnsweringMachineDetector extends NativeUnit {
  /** A frame of up to one second. How many events it brought. */
  process(frame: Int16Array): number;
  /** Writes one of them, 4 figures. */
  event(index: number, figures: Float64Array): number;
  decision(): number;
  cause(): number;
}

/** `native/addon/bindings/tone_generator_binding.cc` */
export interface NativeToneGenerator extends NativeUnit {
  /** Nine figures a step: on ms, off ms, level dBm0, modulation Hz and depth, four frequencies in Hz; 0 Hz is none. */
  play(steps: Float64Array, repeat: boolean): number;
  process(handle: number, output: Int16Array): number;
  /** 1 when nothing is left to play. */
  done(handle: number): number;
}

/** `native/addon/bindings/mixer_binding.cc` */
export interface NativeMixer extends NativeUnit {
  addInput(): number;
  removeInput(input: number): number;
  setGain(input: number, db: number): number;
  setMuted(input: number, muted: boolean): number;
  setPan(input: number, pan: number): number;
  write(handle: number, input: number, frame: Int16Array | Float32Array): number;
  /** 0, or one more than the input that has just become the active speaker. */
  mix(handle: number): number;
  /** 0, or one more than the active speaker. */
  activeSpeaker(): number;
  readWithout(handle: number, input: number, output: Int16Array | Float32Array): number;
  readAll(handle: number, output: Int16Array | Float32Array): number;
  nonFiniteSamples(): number;
}

/** `native/addon/bindings/level_meter_binding.cc` */
export interface NativeLevelMeter extends NativeUnit {
  process(handle: number, frame: Int16Array | Float32Array): number;
  rmsDbfs(): number;
  peakDbfs(): number;
  nonFiniteSamples(): number;
}

/** `native/addon/bindings/voice_detector_binding.cc` */
export interface NativeVoiceDetector extends NativeUnit {
  process(handle: number, frame: Int16Array | Float32Array): number;
  /** Kind, ms, dBov. */
  nextEvent(figures: Float64Array): number;
  probability(handle: number): number;
  speech(): number;
  levelDbfs(): number;
  nonFiniteSamples(): number;
}

/** `native/addon/bindings/speech_level_meter_binding.cc` */
export interface NativeSpeechLevelMeter extends NativeUnit {
  process(handle: number, frame: Int16Array | Float32Array): number;
  activeLevelDbfs(): number;
  longTermLevelDbfs(): number;
  activityFactor(): number;
  nonFiniteSamples(): number;
}

/** `native/addon/bindings/loudness_meter_binding.cc` */
export interface NativeLoudnessMeter extends NativeUnit {
  process(handle: number, frame: Int16Array | Float32Array): number;
  momentaryLufs(): number;
  shortTermLufs(): number;
  integratedLufs(): number;
  loudnessRangeLu(): number;
  truePeakDbtp(): number;
  nonFiniteSamples(): number;
}

/** `native/addon/bindings/delay_meter_binding.cc` */
export interface NativeDelayMeter extends NativeUnit {
  process(handle: number, reference: Int16Array | Float32Array, observed: Int16Array | Float32Array): number;
  delaySamples(): number;
  /** 0 when the delay is not known. */
  confidence(): number;
  nonFiniteSamples(): number;
}

/** `native/addon/bindings/echo_canceller_binding.cc` */
export interface NativeEchoCanceller extends NativeUnit {
  process(handle: number, frame: Int16Array | Float32Array, reference: Int16Array | Float32Array): number;
  latencySamples(): number;
  echoReturnLossEnhancementDb(): number | undefined;
  echoDelayMs(): number | undefined;
  nonFiniteSamples(): number;
}

/** `native/addon/bindings/noise_suppressor_binding.cc` */
export interface NativeNoiseSuppressor extends NativeUnit {
  process(handle: number, frame: Int16Array | Float32Array): number;
  latencySamples(): number;
  bypassed(): number;
  noiseLevelDbfs(): number;
  nonFiniteSamples(): number;
}

/** `native/addon/bindings/gain_control_binding.cc` */
export interface NativeGainControl extends NativeUnit {
  process(handle: number, frame: Int16Array | Float32Array): number;
  gainDb(): number;
  speechLevelDbfs(): number;
  nonFiniteSamples(): number;
}

/** `native/addon/bindings/voice_processor_binding.cc`. The switches throw when a part cannot be made. */
export interface NativeVoiceProcessor extends NativeUnit {
  processAlone(handle: number, frame: Int16Array | Float32Array): number;
  process(handle: number, frame: Int16Array | Float32Array, reference: Int16Array | Float32Array): number;
  switchEchoCanceller(on: boolean): number;
  /** `reduction`: an index into `noiseReductions` of `lib/audio/noise-suppressor.ts`. */
  switchNoiseSuppressor(on: boolean, reduction: number, bypassClean: boolean): number;
  switchGainControl(on: boolean, targetDbfs: number, maxGainDb: number, ceilingDbfs: number): number;
  latencySamples(): number;
  echoReturnLossEnhancementDb(): number | undefined;
  echoDelayMs(): number | undefined;
  noiseLevelDbfs(): number | undefined;
  gainDb(): number | undefined;
  nonFiniteSamples(): number;
}

/** `native/addon/bindings/spectrum_analyzer_binding.cc` */
export interface NativeSpectrumAnalyzer extends NativeUnit {
  process(handle: number, frame: Int16Array | Float32Array, output: Float32Array): number;
  spectraFor(samples: number): number;
  nonFiniteSamples(): number;
}

/** `native/addon/bindings/audio_file_binding.cc`. `push` and `end` throw for bytes that make no sense. */
export interface NativeAudioReader extends NativeUnit {
  push(bytes: Uint8Array): number;
  end(): number;
  read(output: Int16Array | Float32Array): number;
  /** 0 before the header is complete. */
  sampleRateHz(): number;
  channels(): number;
  /** An index into `encodings` of `lib/audio/audio-file.ts`. */
  encoding(): number;
  /** Per channel; -1 when the file does not say. */
  totalSamples(): number;
  truncated(): number;
  damagedParts(): number;
}

/** `native/addon/bindings/audio_file_binding.cc` */
export interface NativeAudioWriter extends NativeUnit {
  write(input: Int16Array | Float32Array): number;
  /** 0: take, then call it again. */
  finish(): number;
  take(output: Uint8Array): number;
  head(output: Uint8Array): number;
  /** `native/addon/bindings/jitter_buffer_binding.cc` */
}

export interface NativeJitterBuffer extends NativeUnit {
  /** 1 when the packet was taken, else 0. */
  insert(packet: Uint8Array, arrivalMs: number): number;
  /** 1 when somebody was heard, else 0. */
  process(output: Int16Array, nowMs: number): number;
  stats(figures: Float64Array): number;
}

/** Numbers and booleans by name, complete and in range: TypeScript has validated and defaulted them. */
export type NativeUnitOptions = Readonly<Record<string, number | boolean>>;

type NativeUnitClass<Unit extends NativeUnit> = new (options: NativeUnitOptions) => Unit;

/** The units' classes, as the addon exports them. */
export interface NativeAudioUnits {
  readonly Resampler: NativeUnitClass<NativeResampler>;
  readonly G711Encoder: NativeUnitClass<NativeEncoder>;
  readonly G711Decoder: NativeUnitClass<NativeDecoder>;
  readonly G722Encoder: NativeUnitClass<NativeEncoder>;
  readonly G722Decoder: NativeUnitClass<NativeDecoder>;
  readonly L16Encoder: NativeUnitClass<NativeEncoder>;
  readonly L16Decoder: NativeUnitClass<NativeDecoder>;
  readonly OpusEncoder: NativeUnitClass<NativeOpusEncoder>;
  readonly OpusDecoder: NativeUnitClass<NativeOpusDecoder>;
  readonly ComfortNoiseGenerator: NativeUnitClass<NativeComfortNoiseGenerator>;
  readonly ComfortNoiseAnalyzer: NativeUnitClass<NativeComfortNoiseAnalyzer>;
  readonly DtmfDetector: NativeUnitClass<NativeDtmfDetector>;
  readonly DtmfGenerator: NativeUnitClass<NativeDtmfGenerator>;
  readonly DtmfRemover: NativeUnitClass<NativeDtmfRemover>;
  readonly ToneGenerator: NativeUnitClass<NativeToneGenerator>;
  readonly ToneDetector: new (options: NativeUnitOptions, patterns: Float64Array) => NativeToneDetector;
  readonly AnsweringMachineDetector: NativeUnitClass<NativeAnsweringMachineDetector>;
  readonly Mixer: NativeUnitClass<NativeMixer>;
  readonly LevelMeter: NativeUnitClass<NativeLevelMeter>;
  readonly LoudnessMeter: NativeUnitClass<NativeLoudnessMeter>;
  readonly DelayMeter: NativeUnitClass<NativeDelayMeter>;
  readonly SpeechLevelMeter: NativeUnitClass<NativeSpeechLevelMeter>;
  readonly EchoCanceller: NativeUnitClass<NativeEchoCanceller>;
  readonly NoiseSuppressor: NativeUnitClass<NativeNoiseSuppressor>;
  readonly GainControl: NativeUnitClass<NativeGainControl>;
  readonly VoiceProcessor: NativeUnitClass<NativeVoiceProcessor>;
  readonly VoiceDetector: NativeUnitClass<NativeVoiceDetector>;
  readonly SpectrumAnalyzer: NativeUnitClass<NativeSpectrumAnalyzer>;
  readonly WavReader: NativeUnitClass<NativeAudioReader>;
  readonly WavWriter: NativeUnitClass<NativeAudioWriter>;
  readonly FlacReader: NativeUnitClass<NativeAudioReader>;
  readonly FlacWriter: NativeUnitClass<NativeAudioWriter>;
  readonly OggVorbisReader: NativeUnitClass<NativeAudioReader>;
  readonly OggOpusReader: NativeUnitClass<NativeAudioReader>;
  readonly OggOpusWriter: NativeUnitClass<NativeAudioWriter>;
  readonly JitterBuffer: NativeUnitClass<NativeJitterBuffer>;
}
