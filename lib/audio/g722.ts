import { type NativeDecoder, type NativeEncoder, native } from '../native/index.js';
import { Reframer } from './reframer.js';
import { SampleDecoder, SampleEncoder } from './sample-codec.js';
import { checkOneOf, makeNative, objectOf } from './unit.js';

/** Bit rates of G.722 in bit/s, in the order of its modes 1 to 3. */
export const g722BitratesBps = [64_000, 56_000, 48_000] as const;

export interface G722Options {
  /**
   * 64 000 by default, the only one in RTP. With less, each byte has one or two bits of auxiliary data at its end: the
   * encoder writes zeros there, the decoder leaves them out.
   */
  readonly bitrateBps?: (typeof g722BitratesBps)[number];
}

/** The two mirror filters, encoder's and decoder's together, at 16 kHz. */
const filterSamples = 22;

const block = { samples: 2, bytes: 1 };

/**
 * G.722 from Int16 samples at 16 kHz to a byte for every two (ITU-T G.722, RFC 3551 section 4.5.2).
 *
 * @example
 * using encoder = new G722Encoder();
 * const payload = new Uint8Array(160);
 * encoder.process(new Int16Array(320), payload); // 160
 */
export class G722Encoder extends SampleEncoder {
  /** What the decoder lags behind, in samples at 16 kHz. */
  readonly latencySamples = filterSamples;
  /** Puts a sample that has no partner yet before the next chunk. */
  readonly #pairs = new Reframer({ frameSamples: 2, capacitySamples: 2048 });

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: G722Options = {}) {
    super('G722Encoder', makeEncoder(objectOf('options', options)), block);
  }

  /** @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED. */
  configure(options: G722Options = {}): void {
    this.assertOpen();
    this.replace(makeEncoder(objectOf('options', options)));
    this.#pairs.reset();
  }

  override reset(): void {
    super.reset();
    this.#pairs.reset();
  }

  override *processChunk(chunk: Int16Array): Iterable<Uint8Array> {
    for (let at = 0; at < chunk.length; ) {
      const taken = Math.min(this.#pairs.roomSamples, chunk.length - at);
      this.#pairs.push(chunk.subarray(at, at + taken));
      at += taken;
      if (this.#pairs.waitingSamples > 1) yield this.#encodePairs();
    }
  }

  /** A last sample without a partner, and the silence that brings the end out of the filters. */
  override *flushChunks(): Iterable<Uint8Array> {
    const odd = this.#pairs.waitingSamples % 2;
    yield* this.processChunk(new Int16Array(filterSamples + odd));
  }

  #encodePairs(): Uint8Array {
    const samples = new Int16Array(this.#pairs.waitingSamples & ~1);
    const pair = new Int16Array(2);
    for (let at = 0; this.#pairs.pull(pair); at += 2) samples.set(pair, at);
    const output = new Uint8Array(samples.length / 2);
    this.process(samples, output);
    return output;
  }
}

/**
 * G.722 from bytes to two Int16 samples each, at 16 kHz. Every byte is valid, so no input is malformed.
 *
 * @example
 * using decoder = new G722Decoder();
 * const frame = new Int16Array(320);
 * decoder.process(new Uint8Array(160), frame); // 320
 */
export class G722Decoder extends SampleDecoder {
  /** The decoder's part is in `G722Encoder.latencySamples`. */
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: G722Options = {}) {
    super('G722Decoder', makeDecoder(objectOf('options', options)), block);
  }

  /** @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED. */
  configure(options: G722Options = {}): void {
    this.assertOpen();
    this.replace(makeDecoder(objectOf('options', options)));
  }
}

function makeEncoder({ bitrateBps = 64_000 }: G722Options): NativeEncoder {
  return makeNative('G722Encoder', () => new (native().G722Encoder)({ mode: modeOf(bitrateBps) }));
}

function makeDecoder({ bitrateBps = 64_000 }: G722Options): NativeDecoder {
  return makeNative('G722Decoder', () => new (native().G722Decoder)({ mode: modeOf(bitrateBps) }));
}

function modeOf(bitrateBps: (typeof g722BitratesBps)[number]): number {
  checkOneOf('bitrateBps', bitrateBps, g722BitratesBps);
  return g722BitratesBps.indexOf(bitrateBps) + 1;
}
