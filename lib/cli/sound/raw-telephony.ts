import { extname } from 'node:path';
import { type ChunkUnit, G711Decoder, G711Encoder, G722Decoder, G722Encoder } from '../../audio/index.js';

/** A file of bare samples, mono, as Asterisk keeps them: only its extension says what it holds. */
export interface RawKind {
  readonly encoding: 'mu-law' | 'a-law' | 'g722' | 'pcm16';
  readonly sampleRateHz: number;
}

const muLaw: RawKind = { encoding: 'mu-law', sampleRateHz: 8000 };
const aLaw: RawKind = { encoding: 'a-law', sampleRateHz: 8000 };
const signedLinear = (sampleRateHz: number): RawKind => ({ encoding: 'pcm16', sampleRateHz });

/** The kinds by extension, as Asterisk's format modules name them. */
export const rawKinds: Readonly<Record<string, RawKind>> = {
  '.ulaw': muLaw,
  '.ul': muLaw,
  '.alaw': aLaw,
  '.al': aLaw,
  '.g722': { encoding: 'g722', sampleRateHz: 16_000 },
  '.sln': signedLinear(8000),
  '.sln12': signedLinear(12_000),
  '.sln16': signedLinear(16_000),
  '.sln24': signedLinear(24_000),
  '.sln32': signedLinear(32_000),
  '.sln44': signedLinear(44_100),
  '.sln48': signedLinear(48_000),
};

/** What a file of this name holds, when only its name can tell. */
export function rawKindOf(path: string): RawKind | undefined {
  const extension = extname(path).toLowerCase();
  return Object.hasOwn(rawKinds, extension) ? rawKinds[extension] : undefined;
}

type Decoder = ChunkUnit<Uint8Array, Int16Array> & Disposable;
type Encoder = ChunkUnit<Int16Array, Uint8Array> & Disposable;

export function rawDecoder({ encoding }: RawKind): Decoder {
  if (encoding === 'g722') return new G722Decoder();
  return encoding === 'pcm16' ? new SignedLinearDecoder() : new G711Decoder({ law: encoding });
}

export function rawEncoder({ encoding }: RawKind): Encoder {
  if (encoding === 'g722') return new G722Encoder();
  return encoding === 'pcm16' ? new SignedLinearEncoder() : new G711Encoder({ law: encoding });
}

/** 16-bit samples, the low byte first; a lone byte at the end is left out. */
class SignedLinearDecoder implements Decoder {
  readonly chunkInput = 'bytes';
  #odd: number | undefined;

  *processChunk(chunk: Uint8Array): Iterable<Int16Array> {
    const bytes = this.#odd === undefined ? chunk : Uint8Array.of(this.#odd, ...chunk);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#odd = bytes.length % 2 === 1 ? bytes.at(-1) : undefined;
    yield Int16Array.from({ length: bytes.length >> 1 }, (_, n) => view.getInt16(2 * n, true));
  }

  flushChunks(): Iterable<Int16Array> {
    return [];
  }

  [Symbol.dispose](): void {}
}

class SignedLinearEncoder implements Encoder {
  readonly chunkInput = 'samples';

  *processChunk(chunk: Int16Array): Iterable<Uint8Array> {
    const bytes = new DataView(new ArrayBuffer(2 * chunk.length));
    for (let n = 0; n < chunk.length; n++) bytes.setInt16(2 * n, chunk[n]!, true);
    yield new Uint8Array(bytes.buffer);
  }

  flushChunks(): Iterable<Uint8Array> {
    return [];
  }

  [Symbol.dispose](): void {}
}
