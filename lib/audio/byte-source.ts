import { type FileHandle, open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { invalidArgument, throwIfAborted } from '../core/index.js';
import { fileFailed } from './file-unit.js';
import { orAborted } from './or-aborted.js';

const pieceBytes = 1 << 16;

/** Bytes of a file or of any asynchronous iterable, piece by piece, with the first ones looked at beforehand. */
export class ByteSource {
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #signal: AbortSignal | undefined;
  #first: Uint8Array = new Uint8Array(0);
  #ended = false;

  constructor(source: string | URL | AsyncIterable<Uint8Array>, signal: AbortSignal | undefined) {
    this.#pieces = piecesOf(source);
    this.#signal = signal;
  }

  /** The first `count` bytes, or all when there are fewer; `next` gives them again. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#first.length < count) {
      const piece = await this.#pull();
      if (piece === undefined) break;
      this.#first = Buffer.concat([this.#first, piece]);
    }
    return this.#first.subarray(0, count);
  }

  /**
   * The next piece, not empty; undefined at the end. It is valid until the next call.
   *
   * @throws OssicleError FILE_FAILED, ABORTED.
   */
  async next(): Promise<Uint8Array | undefined> {
    const first = this.#first;
    this.#first = new Uint8Array(0);
    return first.length > 0 ? first : this.#pull();
  }

  /** Closes the file, or tells the iterable that nobody listens any more, and does not wait for it. */
  async close(): Promise<void> {
    this.#ended = true;
    void Promise.resolve(this.#pieces.return?.()).catch(() => undefined);
  }

  async #pull(): Promise<Uint8Array | undefined> {
    while (!this.#ended) {
      throwIfAborted(this.#signal);
      const { done, value } = await orAborted(Promise.resolve(this.#pieces.next()), this.#signal);
      if (done) this.#ended = true;
      else if (!(value instanceof Uint8Array)) throw invalidArgument('source', 'an iterable of Uint8Array', value);
      else if (value.length > 0) return value;
    }
    return undefined;
  }
}

function piecesOf(source: string | URL | AsyncIterable<Uint8Array>): AsyncIterator<Uint8Array> {
  if (source instanceof URL) return piecesOf(fileURLToPath(source));
  if (typeof source === 'string') return readFile(source);
  if (typeof source?.[Symbol.asyncIterator] === 'function') return source[Symbol.asyncIterator]();
  throw invalidArgument('source', 'a path, a file: URL or an asynchronous iterable of Uint8Array', source);
}

async function* readFile(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  let file: FileHandle | undefined;
  const buffer = new Uint8Array(pieceBytes);
  try {
    file = await open(path, 'r');
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw fileFailed('Cannot read', path, error);
  } finally {
    await file?.close();
  }
}
