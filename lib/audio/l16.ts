import { type NativeDecoder, type NativeEncoder, native } from '../native/index.js';
import type { ChunkUnit } from './chunk-unit.js';
import { atLeast, type FrameArgument } from './frame-argument.js';
import { makeNative, Unit } from './unit.js';

/**
 * L16 (RFC 3551 section 4.5.11): samples as two bytes each, most significant first. Lossless, any rate, channels
 * interleaved; no delay, no state.
 *
 * @example
 * using encoder = new L16Encoder();
 * const payload = new Uint8Array(4);
 * encoder.process(Int16Array.of(1, -2), payload); // 4: 00 01 ff fe
 */
export class L16Encoder extends Unit<NativeEncoder> implements ChunkUnit<Int16Array, Uint8Array> {
  readonly chunkInput = 'samples';
  readonly latencySamples = 0;

  constructor() {
    super(
      'L16Encoder',
      makeNative('L16Encoder', () => new (native().L16Encoder)({})),
    );
  }

  /** L16 has no options: the same as `reset`. @throws OssicleError CLOSED. */
  configure(): void {
    this.reset();
  }

  /**
   * Writes two bytes for each sample of `input` into `output`. Returns the bytes written.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(input: Int16Array, output: Uint8Array): number {
    const bytes = this.native.process(input, output);
    if (bytes >= 0) return bytes;
    return this.refuse(
      bytes,
      'process',
      { name: 'input', value: input, kinds: ['Int16Array'] },
      { name: 'output', value: output, kinds: ['Uint8Array'], length: atLeast(2 * input?.length, 'bytes') },
    );
  }

  *processChunk(chunk: Int16Array): Iterable<Uint8Array> {
    if (chunk.length === 0) return;
    const output = new Uint8Array(2 * chunk.length);
    this.process(chunk, output);
    yield output;
  }

  flushChunks(): Iterable<Uint8Array> {
    return [];
  }
}

/**
 * L16 back to samples.
 *
 * @example
 * using decoder = new L16Decoder();
 * const frame = new Int16Array(2);
 * decoder.process(Uint8Array.of(0, 1, 0xff, 0xfe), frame); // 2: 1, -2
 */
export class L16Decoder extends Unit<NativeDecoder> implements ChunkUnit<Uint8Array, Int16Array> {
  readonly chunkInput = 'bytes';
  readonly latencySamples = 0;
  /** The first half of a sample, of which a chunk brought no more. */
  #half: number | undefined;

  constructor() {
    super(
      'L16Decoder',
      makeNative('L16Decoder', () => new (native().L16Decoder)({})),
    );
  }

  /** L16 has no options: the same as `reset`. @throws OssicleError CLOSED. */
  configure(): void {
    this.reset();
  }

  override reset(): void {
    super.reset();
    this.#half = undefined;
  }

  /**
   * Writes a sample for every two bytes of `input` into `output`. Returns the samples written.
   *
   * @throws OssicleError INVALID_ARGUMENT (also for an odd number of bytes), CLOSED.
   */
  process(input: Uint8Array, output: Int16Array): number {
    const samples = this.native.process(input, output);
    if (samples >= 0) return samples;
    return this.refuse(
      samples,
      'process',
      { name: 'input', value: input, kinds: ['Uint8Array'], length: wholeSamples },
      { name: 'output', value: output, kinds: ['Int16Array'], length: atLeast(input?.length / 2) },
    );
  }

  *processChunk(chunk: Uint8Array): Iterable<Int16Array> {
    this.assertOpen();
    const bytes = withHalf(this.#half, chunk);
    const whole = bytes.length - (bytes.length % 2);
    this.#half = bytes[whole];
    if (whole === 0) return;
    const output = new Int16Array(whole / 2);
    this.process(bytes.subarray(0, whole), output);
    yield output;
  }

  /** Nothing: half a sample at the end is left out. */
  flushChunks(): Iterable<Int16Array> {
    this.#half = undefined;
    return [];
  }
}

const wholeSamples: NonNullable<FrameArgument['length']> = {
  words: 'an even number of bytes',
  fits: (bytes) => bytes % 2 === 0,
};

function withHalf(half: number | undefined, chunk: Uint8Array): Uint8Array {
  if (half === undefined) return chunk;
  const bytes = new Uint8Array(chunk.length + 1);
  bytes[0] = half;
  bytes.set(chunk, 1);
  return bytes;
}
