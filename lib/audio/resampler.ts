import { type NativeResampler, native } from '../native/index.js';
import type { ChunkUnit } from './chunk-unit.js';
import { atLeast } from './frame-argument.js';
import { checkInteger, checkOneOf, makeNative, objectOf, Unit } from './unit.js';

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
 * rates are a plain copy). Takes Int16 samples, or Float32 ones with full scale at 1.0, which are neither rounded nor
 * limited on the way.
 *
 * @example
 * using resampler = new Resampler({ inputRateHz: 8000, outputRateHz: 16_000 });
 * const wide = new Int16Array(320);
 * const samples = resampler.process(new Int16Array(160), wide); // 320
 */
export class Resampler extends Unit<NativeResampler> implements ChunkUnit<Int16Array, Int16Array> {
  readonly chunkInput = 'samples';
  #latencySamples: number;
  #options: Required<ResamplerOptions>;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: ResamplerOptions) {
    const complete = validate(objectOf('options', options));
    super('Resampler', make(complete));
    this.#options = complete;
    this.#latencySamples = this.native.latencySamples();
  }

  /**
   * Begins anew with other options; all memory is taken here.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: ResamplerOptions): void {
    this.assertOpen();
    const complete = validate(objectOf('options', options));
    this.replace(make(complete));
    this.#options = complete;
    this.#latencySamples = this.native.latencySamples();
  }

  /** Delay of the filter, in samples at the output rate; 0 for equal rates. */
  get latencySamples(): number {
    return this.#latencySamples;
  }

  /** How many Float32 samples so far were NaN or infinite: they count as silence. */
  get nonFiniteSamples(): number {
    this.assertOpen();
    return this.native.nonFiniteSamples();
  }

  /** The most samples that `process` can return for `inputSamples`: how long its output must be. */
  outputSamples(inputSamples: number): number {
    this.assertOpen();
    checkInteger('inputSamples', inputSamples, 0, 2 ** 28);
    return this.native.outputSamples(inputSamples);
  }

  /**
   * Consumes all of `input` and writes into `output`, which is of the same kind, shares no memory with it and holds at
   * least `outputSamples(input.length)`. Returns the samples written.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(input: Int16Array, output: Int16Array): number;
  process(input: Float32Array, output: Float32Array): number;
  process(input: Int16Array | Float32Array, output: Int16Array | Float32Array): number {
    const samples = this.native.process(this.handle, input, output);
    return samples >= 0 ? samples : this.#refuse(samples, input, output);
  }

  *processChunk(chunk: Int16Array): Iterable<Int16Array> {
    if (chunk.length === 0) return;
    const output = new Int16Array(this.outputSamples(chunk.length));
    const samples = this.process(chunk, output);
    if (samples > 0) yield output.subarray(0, samples);
  }

  /** The last samples, which are still in the filter. */
  *flushChunks(): Iterable<Int16Array> {
    const { inputRateHz, outputRateHz } = this.#options;
    yield* this.processChunk(new Int16Array(Math.ceil((this.#latencySamples * inputRateHz) / outputRateHz)));
  }

  #refuse(code: number, input: Int16Array | Float32Array, output: Int16Array | Float32Array): never {
    const kinds = ['Int16Array', 'Float32Array'] as const;
    const wanted = input instanceof Float32Array ? kinds[1] : kinds[0];
    const length = atLeast(this.native.outputSamples(ArrayBuffer.isView(input) ? input.length : 0));
    return this.refuse(
      code,
      'process',
      { name: 'input', value: input, kinds },
      { name: 'output', value: output, kinds: [wanted], length },
    );
  }
}

function validate({ inputRateHz, outputRateHz, quality = 5 }: ResamplerOptions): Required<ResamplerOptions> {
  checkOneOf('inputRateHz', inputRateHz, resamplerRatesHz);
  checkOneOf('outputRateHz', outputRateHz, resamplerRatesHz);
  checkInteger('quality', quality, 0, 10);
  return { inputRateHz, outputRateHz, quality };
}

function make({ inputRateHz, outputRateHz, quality }: Required<ResamplerOptions>): NativeResampler {
  return makeNative('Resampler', () => new (native().Resampler)({ inputRateHz, outputRateHz, quality }));
}
