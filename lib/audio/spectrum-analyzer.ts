import { type NativeSpectrumAnalyzer, native } from '../native/index.js';
import { atLeast } from './frame-argument.js';
import { checkInteger, checkOneOf, makeNative, objectOf, Unit } from './unit.js';

/** Lengths of the window that `SpectrumAnalyzer` takes, in samples. */
export const spectrumWindowsSamples = [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536] as const;

export interface SpectrumAnalyzerOptions {
  /** One of `spectrumWindowsSamples`, 1024 unless told: a long one tells frequencies apart, a short one moments. */
  readonly windowSamples?: (typeof spectrumWindowsSamples)[number];
  /** From one spectrum to the next, 1 to `windowSamples`; half the window unless told. */
  readonly hopSamples?: number;
}

/**
 * Power spectra of a mono stream: every `hopSamples` the last `windowSamples` through a Hann window, in dBov (RFC 6465)
 * per bin. A sine at the frequency of a bin shows its own level there (one at full scale -3.01) and 6 dB less in the two
 * bins beside it; nothing is below -127. Takes Int16 samples, or Float32 ones with full scale at 1.0.
 *
 * @example
 * using analyzer = new SpectrumAnalyzer({ windowSamples: 512 });
 * const spectra = new Float32Array(analyzer.spectraFor(frame.length) * analyzer.bins);
 * const count = analyzer.process(frame, spectra);
 */
export class SpectrumAnalyzer extends Unit<NativeSpectrumAnalyzer> {
  #options: Required<SpectrumAnalyzerOptions>;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: SpectrumAnalyzerOptions = {}) {
    const complete = validate(objectOf('options', options));
    super('SpectrumAnalyzer', make(complete));
    this.#options = complete;
  }

  /**
   * Begins anew with other options; all memory is taken here.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: SpectrumAnalyzerOptions): void {
    this.assertOpen();
    const complete = validate(objectOf('options', options));
    this.replace(make(complete));
    this.#options = complete;
  }

  /** From the middle of the window, which a spectrum describes best, to its end. */
  get latencySamples(): number {
    return this.#options.windowSamples / 2;
  }

  /** Values per spectrum. Bin `k` is at `k * sampleRateHz / windowSamples`; the last at half the sample rate. */
  get bins(): number {
    return this.#options.windowSamples / 2 + 1;
  }

  /** How many Float32 samples so far were NaN or infinite: they count as silence. */
  get nonFiniteSamples(): number {
    this.assertOpen();
    return this.native.nonFiniteSamples();
  }

  /**
   * How many spectra `process` will give for the next `samples`.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  spectraFor(samples: number): number {
    this.assertOpen();
    checkInteger('samples', samples, 0, 2 ** 28);
    return this.native.spectraFor(samples);
  }

  /**
   * Takes a frame of any length and writes the spectra that it completes one after the other into `output`, which holds
   * at least `spectraFor(frame.length) * bins` values and shares no memory with `frame`. Returns how many spectra.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array | Float32Array, output: Float32Array): number {
    const spectra = this.native.process(this.handle, frame, output);
    return spectra >= 0 ? spectra : this.#refuse(spectra, frame, output);
  }

  #refuse(code: number, frame: Int16Array | Float32Array, output: Float32Array): never {
    const spectra = ArrayBuffer.isView(frame) ? this.native.spectraFor(frame.length) : 0;
    return this.refuse(
      code,
      'process',
      { name: 'frame', value: frame, kinds: ['Int16Array', 'Float32Array'] },
      { name: 'output', value: output, kinds: ['Float32Array'], length: atLeast(Math.max(spectra, 1) * this.bins) },
    );
  }
}

function validate(options: SpectrumAnalyzerOptions): Required<SpectrumAnalyzerOptions> {
  const { windowSamples = 1024 } = options;
  checkOneOf('windowSamples', windowSamples, spectrumWindowsSamples);
  const { hopSamples = windowSamples / 2 } = options;
  checkInteger('hopSamples', hopSamples, 1, windowSamples);
  return { windowSamples, hopSamples };
}

function make(options: Required<SpectrumAnalyzerOptions>): NativeSpectrumAnalyzer {
  return makeNative('SpectrumAnalyzer', () => new (native().SpectrumAnalyzer)({ ...options }));
}
