import { type NativeLoudnessMeter, native } from '../native/index.js';
import { checkInteger, checkOneOf, makeNative, objectOf, Unit } from './unit.js';

export interface LoudnessMeterOptions {
  /** 8 000 to 192 000 Hz. */
  readonly sampleRateHz: number;
  /** 1 (default) or 2, interleaved. */
  readonly channels?: 1 | 2;
}

/**
 * Loudness of a mono or stereo stream since its start (EBU R 128, ITU-R BS.1770-4), in LUFS, with loudness range
 * (EBU Tech 3342) and true peak. Takes Int16 samples, or Float32 ones with full scale at 1.0. Readings follow every
 * 100 ms and can be taken at any time.
 *
 * @example
 * using meter = new LoudnessMeter({ sampleRateHz: 48_000, channels: 2 });
 * for await (const frame of frames) meter.process(frame);
 * console.log(meter.integratedLufs, meter.truePeakDbtp);
 */
export class LoudnessMeter extends Unit<NativeLoudnessMeter> {
  readonly latencySamples = 0;
  #channels: number;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: LoudnessMeterOptions) {
    const complete = validate(objectOf('options', options));
    super('LoudnessMeter', make(complete));
    this.#channels = complete.channels;
  }

  /**
   * Begins anew with other options.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: LoudnessMeterOptions): void {
    this.assertOpen();
    const complete = validate(objectOf('options', options));
    this.replace(make(complete));
    this.#channels = complete.channels;
  }

  /** Loudness of the last 400 ms, in LUFS; -127 for silence. What is missing at the start counts as silence. */
  get momentaryLufs(): number {
    this.assertOpen();
    return this.native.momentaryLufs();
  }

  /** Loudness of the last 3 s, in LUFS; -127 for silence. What is missing at the start counts as silence. */
  get shortTermLufs(): number {
    this.assertOpen();
    return this.native.shortTermLufs();
  }

  /**
   * Loudness of all so far without what is below -70 LUFS or 10 LU below the rest (BS.1770-4 gates), in LUFS; -127 as
   * long as no 400 ms have passed the gates.
   */
  get integratedLufs(): number {
    this.assertOpen();
    return this.native.integratedLufs();
  }

  /** Between the quiet and the loud parts (EBU Tech 3342), in LU; 0 before 3 s. Means something from a minute on. */
  get loudnessRangeLu(): number {
    this.assertOpen();
    return this.native.loudnessRangeLu();
  }

  /** Highest peak of any channel so far, between the samples as well (four times oversampled), in dB of full scale. */
  get truePeakDbtp(): number {
    this.assertOpen();
    return this.native.truePeakDbtp();
  }

  /** How many Float32 samples so far were NaN or infinite: they count as silence. */
  get nonFiniteSamples(): number {
    this.assertOpen();
    return this.native.nonFiniteSamples();
  }

  /**
   * Takes a frame of any length; stereo comes in pairs.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array | Float32Array): void {
    const samples = this.native.process(this.handle, frame);
    if (samples >= 0) return;
    const length =
      this.#channels === 2
        ? { words: 'an even number of samples', fits: (count: number) => count % 2 === 0 }
        : { words: 'at least one element', fits: () => true };
    this.refuse(samples, 'process', { name: 'frame', value: frame, kinds: ['Int16Array', 'Float32Array'], length });
  }
}

function validate({ sampleRateHz, channels = 1 }: LoudnessMeterOptions): Required<LoudnessMeterOptions> {
  checkInteger('sampleRateHz', sampleRateHz, 8000, 192_000);
  checkOneOf('channels', channels, [1, 2]);
  return { sampleRateHz, channels };
}

function make(options: Required<LoudnessMeterOptions>): NativeLoudnessMeter {
  return makeNative('LoudnessMeter', () => new (native().LoudnessMeter)({ ...options }));
}
