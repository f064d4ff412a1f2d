import { type NativeDecoder, type NativeEncoder, native } from '../native/index.js';
import type { ChunkUnit } from './chunk-unit.js';
import { atLeast } from './frame-argument.js';
import { checkOneOf, makeNative, objectOf, Unit } from './unit.js';

/** The two laws of ITU-T G.711: PCMU and PCMA in RFC 3551. */
export type G711Law = 'mu-law' | 'a-law';

export interface G711Options {
  readonly law: G711Law;
}

/**
 * G.711 from Int16 samples to one byte each (ITU-T G.711, RFC 3551 section 4.5.14). No delay, no state: frames of any
 * length.
 *
 * @example
 * using encoder = new G711Encoder({ law: 'mu-law' });
 * const payload = new Uint8Array(160);
 * encoder.process(new Int16Array(160), payload); // 160 bytes of 0xff
 */
export class G711Encoder extends Unit<NativeEncoder> implements ChunkUnit<Int16Array, Uint8Array> {
  readonly chunkInput = 'samples';
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: G711Options) {
    super('G711Encoder', makeEncoder(objectOf('options', options)));
  }

  /** @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED. */
  configure(options: G711Options): void {
    this.assertOpen();
    this.replace(makeEncoder(objectOf('options', options)));
  }

  /**
   * Writes a byte for each sample of `input` into `output`, which is at least as long. Returns the bytes written.
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
      { name: 'output', value: output, kinds: ['Uint8Array'], length: atLeast(input?.length, 'bytes') },
    );
  }

  *processChunk(chunk: Int16Array): Iterable<Uint8Array> {
    if (chunk.length === 0) return;
    const output = new Uint8Array(chunk.length);
    this.process(chunk, output);
    yield output;
  }

  flushChunks(): Iterable<Uint8Array> {
    return [];
  }
}

/**
 * G.711 from bytes to Int16 samples. Every byte is a sample, so no input is malformed.
 *
 * @example
 * using decoder = new G711Decoder({ law: 'a-law' });
 * const frame = new Int16Array(160);
 * decoder.process(new Uint8Array(160).fill(0xd5), frame); // 160 samples of 8
 */
export class G711Decoder extends Unit<NativeDecoder> implements ChunkUnit<Uint8Array, Int16Array> {
  readonly chunkInput = 'bytes';
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: G711Options) {
    super('G711Decoder', makeDecoder(objectOf('options', options)));
  }

  /** @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED. */
  configure(options: G711Options): void {
    this.assertOpen();
    this.replace(makeDecoder(objectOf('options', options)));
  }

  /**
   * Writes a sample for each byte of `input` into `output`, which is at least as long. Returns the samples written.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(input: Uint8Array, output: Int16Array): number {
    const samples = this.native.process(input, output);
    if (samples >= 0) return samples;
    return this.refuse(
      samples,
      'process',
      { name: 'input', value: input, kinds: ['Uint8Array'] },
      { name: 'output', value: output, kinds: ['Int16Array'], length: atLeast(input?.length) },
    );
  }

  *processChunk(chunk: Uint8Array): Iterable<Int16Array> {
    if (chunk.length === 0) return;
    const output = new Int16Array(chunk.length);
    this.process(chunk, output);
    yield output;
  }

  flushChunks(): Iterable<Int16Array> {
    return [];
  }
}

function makeEncoder({ law }: G711Options): NativeEncoder {
  return makeNative('G711Encoder', () => new (native().G711Encoder)({ aLaw: isALaw(law) }));
}

function makeDecoder({ law }: G711Options): NativeDecoder {
  return makeNative('G711Decoder', () => new (native().G711Decoder)({ aLaw: isALaw(law) }));
}

function isALaw(law: G711Law): boolean {
  checkOneOf('law', law, ['mu-law', 'a-law']);
  return law === 'a-law';
}
