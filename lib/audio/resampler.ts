import { invalidArgument } from '../core/index.js';
import { callNative, type NativeResampler, native } from '../native/index.js';
import { Unit } from './unit.js';

/** Sample rates that resampling is made for, in Hz. */
export const resamplerRatesHz = [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const;

/** One of `resamplerRatesHz`. */
export type ResamplerRateHz = (typeof resamplerRatesHz)[number];

export interface ResamplerOptions {
  readonly inputRateHz: ResamplerRateHz;
  readonly outputRateHz: ResamplerRateHz;
  /** 0 to 10 as speexdsp counts it: 3 has the least delay worth having, 5 (default) is transparent, 10 is slow. */
  readonly quality?: number;
}

/**
 * Changes the sample rate of one mono stream, without gaps from frame to frame (speexdsp's polyphase filter; equal
 * rates are a plain copy).
 *
 * @example
 * using resampler = new Resampler({ inputRateHz: 8000, outputRateHz: 16_000 });
 * const wide = new Int16Array(320);
 * const samples = resampler.process(new Int16Array(160), wide); // 320
 */
export class Resampler extends Unit<NativeResampler> {
  /** Delay of the filter, in samples at the output rate; 0 for equal rates. */
  readonly latencySamples: number;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: ResamplerOptions) {
    const { inputRateHz, outputRateHz, quality = 5 } = options;
    checkRate('inputRateHz', inputRateHz);
    checkRate('outputRateHz', outputRateHz);
    if (!Number.isInteger(quality) || quality < 0 || quality > 10) {
      throw invalidArgument('quality', 'an integer from 0 to 10', quality);
    }
    super(
      'Resampler',
      callNative('Cannot make a resampler', () => new (native().Resampler)(inputRateHz, outputRateHz, quality)),
    );
    this.latencySamples = this.native.latencySamples();
  }

  /** The most samples that `process` can return for `inputSamples`: how long its output must be. */
  outputSamples(inputSamples: number): number {
    this.assertOpen();
    return this.native.outputSamples(inputSamples);
  }

  /**
   * Consumes all of `input` and writes into `output`, which must hold at least `outputSamples(input.length)`. Returns
   * the samples written.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(input: Int16Array, output: Int16Array): number {
    return this.checked(this.native.process(input, output));
  }
}

function checkRate(name: string, rateHz: number): void {
  if (resamplerRatesHz.some((known) => known === rateHz)) return;
  throw invalidArgument(name, `one of ${resamplerRatesHz.join(', ')}`, rateHz);
}
