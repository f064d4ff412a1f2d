import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { errorMessage, OssicleError } from '../../core/index.js';

/** A file of bytes that appears under its name only when it is complete. */
export class RawFile implements AsyncDisposable {
  readonly #path: string;
  readonly #partialPath: string;
  #handle: FileHandle | undefined;

  private constructor(path: string, partialPath: string, handle: FileHandle) {
    this.#path = path;
    this.#partialPath = partialPath;
    this.#handle = handle;
  }

  /** @throws OssicleError FILE_FAILED. */
  static async create(path: string): Promise<RawFile> {
    const partialPath = `${path}.partial`;
    return new RawFile(path, partialPath, await orFailed(path, () => open(partialPath, 'w')));
  }

  /** @throws OssicleError FILE_FAILED. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const written = await orFailed(this.#path, async () => this.#handle?.write(bytes, at));
      at += written?.bytesWritten ?? bytes.length;
    }
  }

  /** Completes the file and gives it its name. @throws OssicleError FILE_FAILED. */
  async close(): Promise<void> {
    await orFailed(this.#path, async () => {
      await this.#handle?.close();
      await rename(this.#partialPath, this.#path);
      this.#handle = undefined;
    });
  }

  /** Leaves nothing, unless the file is complete. */
  async [Symbol.asyncDispose](): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle === undefined) return;
    await handle.close().catch(() => undefined);
    await rm(this.#partialPath, { force: true });
  }
}

async function orFailed<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new OssicleError('FILE_FAILED', `${path} cannot be written: ${errorMessage(error)}.`, { cause: error });
  }
}
