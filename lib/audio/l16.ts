import { native } from '../native/index.js';
import { SampleDecoder, SampleEncoder } from './sample-codec.js';
import { makeNative } from './unit.js';

const block = { samples: 1, bytes: 2 };

/**
 * L16 (RFC 3551 section 4.5.11): samples as two bytes each, most significant first. Lossless, any rate, channels
 * interleaved; no delay, no state.
 *
 * @example
 * using encoder = new L16Encoder();
 * const payload = new Uint8Array(4);
 * encoder.process(Int16Array.of(1, -2), payload); // 4: 00 01 ff fe
 */
export class L16Encoder extends SampleEncoder {
  readonly latencySamples = 0;

  constructor() {
    super(
      'L16Encoder',
      makeNative('L16Encoder', () => new (native().L16Encoder)({})),
      block,
    );
  }

  /** L16 has no options: the same as `reset`. @throws OssicleError CLOSED. */
  configure(): void {
    this.reset();
  }
}

/**
 * L16 back to samples. An odd number of bytes is refused.
 *
 * @example
 * using decoder = new L16Decoder();
 * const frame = new Int16Array(2);
 * decoder.process(Uint8Array.of(0, 1, 0xff, 0xfe), frame); // 2: 1, -2
 */
export class L16Decoder extends SampleDecoder {
  readonly latencySamples = 0;
  /** The first half of a sample, of which a chunk brought no more. */
  #half: number | undefined;

  constructor() {
    super(
      'L16Decoder',
      makeNative('L16Decoder', () => new (native().L16Decoder)({})),
      block,
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

  override *processChunk(chunk: Uint8Array): Iterable<Int16Array> {
    this.assertOpen();
    const bytes = withHalf(this.#half, chunk);
    const whole = bytes.length - (bytes.length % 2);
    this.#half = bytes[whole];
    yield* super.processChunk(bytes.subarray(0, whole));
  }

  /** Nothing: half a sample at the end is left out. */
  override flushChunks(): Iterable<Int16Array> {
    this.#half = undefined;
    return [];
  }
}

function withHalf(half: number | undefined, chunk: Uint8Array): Uint8Array {
  if (half === undefined) return chunk;
  const bytes = new Uint8Array(chunk.length + 1);
  bytes[0] = half;
  bytes.set(chunk, 1);
  return bytes;
}
