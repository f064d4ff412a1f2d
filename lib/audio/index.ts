export {
  type AnswerCause,
  type AnswerDecision,
  AnsweringMachineDetector,
  type AnsweringMachineDetectorOptions,
  type AnsweringMachineEvent,
} from './answering-machine-detector.js';
export type { AudioFileEncoding, AudioFileFormat, AudioFileInfo } from './audio-file.js';
export { AudioFileReader, type FrameOf, type SampleKind } from './audio-file-reader.js';
export { AudioFileWriter } from './audio-file-writer.js';
export {
  type CallProgressCountry,
  type CallProgressSignal,
  callProgressCountries,
  callProgressTone,
  callProgressTones,
  type SpecialInformationCode,
  specialInformationCodes,
  specialInformationTone,
} from './call-progress-tones.js';
export type { ChunkUnit } from './chunk-unit.js';
export {
  ComfortNoiseAnalyzer,
  type ComfortNoiseAnalyzerOptions,
  ComfortNoiseGenerator,
  type ComfortNoiseGeneratorOptions,
} from './comfort-noise.js';
export { type CreateAudioFileOptions, createAudioFile } from './create-audio-file.js';
export { DelayMeter, type DelayMeterOptions } from './delay-meter.js';
export {
  DtmfDetector,
  type DtmfDetectorOptions,
  type DtmfEvent,
  dtmfDetectorRatesHz,
} from './dtmf-detector.js';
export { DtmfGenerator, type DtmfGeneratorOptions } from './dtmf-generator.js';
export { DtmfRemover, type DtmfRemoverOptions } from './dtmf-remover.js';
export { EchoCanceller, type EchoCancellerOptions } from './echo-canceller.js';
export type { FileReaderUnit, FileWriterUnit } from './file-unit.js';
export { FlacReader, FlacWriter, type FlacWriterOptions, flacEncodings } from './flac.js';
export type { FrameKind } from './frame-argument.js';
export { FramePool, type FramePoolOptions } from './frame-pool.js';
export { G711Decoder, G711Encoder, type G711Law, type G711Options } from './g711.js';
export { G722Decoder, G722Encoder, type G722Options, g722BitratesBps } from './g722.js';
export { GainControl, type GainControlLevels, type GainControlOptions } from './gain-control.js';
export { JitterBuffer, type JitterBufferCodec, type JitterBufferOptions } from './jitter-buffer.js';
export type { JitterBufferStats } from './jitter-buffer-stats.js';
export { L16Decoder, L16Encoder } from './l16.js';
export { LevelMeter, type LevelMeterOptions } from './level-meter.js';
export { LoudnessMeter, type LoudnessMeterOptions } from './loudness-meter.js';
export { Mixer, type MixerInput, type MixerOptions } from './mixer.js';
export {
  type NoiseReduction,
  NoiseSuppressor,
  type NoiseSuppressorOptions,
  noiseReductions,
} from './noise-suppressor.js';
export { OggOpusReader, type OggOpusReaderOptions, OggOpusWriter, type OggOpusWriterOptions } from './ogg-opus.js';
export { OggVorbisReader } from './ogg-vorbis.js';
export { type OpenAudioFileOptions, openAudioFile } from './open-audio-file.js';
export { OpusDecoder, type OpusDecoderOptions } from './opus-decoder.js';
export { OpusEncoder, type OpusEncoderOptions, opusFramesMs, opusRatesHz } from './opus-encoder.js';
export { Reframer, type ReframerOptions } from './reframer.js';
export { Resampler, type ResamplerOptions, type ResamplerRateHz, resamplerRatesHz } from './resampler.js';
export { SpectrumAnalyzer, type SpectrumAnalyzerOptions, spectrumWindowsSamples } from './spectrum-analyzer.js';
export { SpeechLevelMeter, type SpeechLevelMeterOptions } from './speech-level-meter.js';
export { type NodeTransformOptions, processAll, toNodeTransform, toTransformStream } from './stream-adapters.js';
export {
  type HeardTone,
  ToneDetector,
  type ToneDetectorOptions,
  type ToneEvent,
  type ToneSignal,
  toneDetectorRatesHz,
} from './tone-detector.js';
export { ToneGenerator, type ToneGeneratorOptions } from './tone-generator.js';
export type { TonePattern } from './tone-pattern.js';
export type { ToneStep } from './tone-step.js';
export { Unit } from './unit.js';
export { VoiceDetector, type VoiceDetectorOptions, type VoiceEvent } from './voice-detector.js';
export { type VoiceRateHz, voiceRatesHz } from './voice-frame.js';
export { VoiceProcessor, type VoiceProcessorOptions } from './voice-processor.js';
export { WavReader, WavWriter, type WavWriterOptions, wavEncodings } from './wav.js';
