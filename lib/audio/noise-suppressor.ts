import { type NativeNoiseSuppressor, native } from '../native/index.js';
import { checkBoolean, checkOneOf, makeNative, objectOf, Unit } from './unit.js';
import { type VoiceRateHz, voiceFrame, voiceRatesHz } from './voice-frame.js';

/** How far noise is pushed down in pauses: about 6, 12, 18 or 21 dB. */
export const noiseReductions = ['low', 'moderate', 'high', 'very-high'] as const;
export type NoiseReduction = (typeof noiseReductions)[number];

export interface NoiseSuppressorOptions {
  /** 8 000, 16 000, 32 000 or 48 000 Hz. */
  readonly sampleRateHz: VoiceRateHz;
  /** `moderate` unless told: more of it also takes more of the voice. */
  readonly reduction?: NoiseReduction;
  /** Whether a line without noise passes unchanged (default), as late as ever. */
  readonly bypassClean?: boolean;
}

/**
 * Takes steady noise out of speech (WebRTC's suppressor), and steps aside where there is none. Frames are mono, Int16 or
 * Float32 with full scale at 1.0, a whole number of blocks of 10 ms, and are changed in place.
 *
 * @example
 * using suppressor = new NoiseSuppressor({ sampleRateHz: 8000, reduction: 'high' });
 * suppressor.process(frame);
 */
export class NoiseSuppressor extends Unit<NativeNoiseSuppressor> {
  #sampleRateHz: number;
  #latencySamples: number;

  /** @throws OssicleError INVALID_ARGUMENT, UNSUPPORTED (a build without the WebRTC module). */
  constructor(options: NoiseSuppressorOptions) {
    super('NoiseSuppressor', make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
    this.#latencySamples = this.native.latencySamples();
  }

  /**
   * Begins anew with other options; all memory is taken here.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: NoiseSuppressorOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
    this.#latencySamples = this.native.latencySamples();
  }

  /** How late the output is, also while a clean line passes unchanged: 6 ms at 16 kHz. */
  get latencySamples(): number {
    return this.#latencySamples;
  }

  /** Whether the line is clean, and passes unchanged. */
  get bypassed(): boolean {
    this.assertOpen();
    return this.native.bypassed() === 1;
  }

  /** Level of the quietest recent stretches, in dBov: that of the noise. */
  get noiseLevelDbfs(): number {
    this.assertOpen();
    return this.native.noiseLevelDbfs();
  }

  /** How many Float32 samples so far were NaN or infinite: they count as silence. */
  get nonFiniteSamples(): number {
    this.assertOpen();
    return this.native.nonFiniteSamples();
  }

  /**
   * Replaces `frame` by what is left of it without the noise.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array | Float32Array): void {
    const samples = this.native.process(this.handle, frame);
    if (samples < 0) this.refuse(samples, 'process', voiceFrame(frame, this.#sampleRateHz));
  }
}

function make(options: NoiseSuppressorOptions): NativeNoiseSuppressor {
  const { sampleRateHz, reduction = 'moderate', bypassClean = true } = options;
  checkOneOf('sampleRateHz', sampleRateHz, voiceRatesHz);
  checkOneOf('reduction', reduction, noiseReductions);
  checkBoolean('bypassClean', bypassClean);
  const known = { sampleRateHz, reduction: noiseReductions.indexOf(reduction), bypassClean };
  return makeNative('NoiseSuppressor', () => new (native().NoiseSuppressor)(known));
}
