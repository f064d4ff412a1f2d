import type { FileHandle } from 'node:fs/promises';
import { rename, rm } from 'node:fs/promises';
import { invalidArgument, OssicleError, throwIfAborted } from '../core/index.js';
import { type FileWriterUnit, fileFailed } from './file-unit.js';

const pieceBytes = 1 << 16;

/** Where a file is being written, and where it will stand. */
export interface WriterTarget {
  readonly path: string;
  readonly partialPath: string;
  readonly file: FileHandle;
  readonly keepPartial: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * A sound file being written: `createAudioFile` makes it. The file takes its name when `close` has completed it; until
 * then it stands beside it under another name.
 *
 * @example
 * await using file = await createAudioFile('message.wav', { sampleRateHz: 8000 });
 * for await (const frame of frames) await file.write(frame);
 * await file.close();
 */
export class AudioFileWriter implements AsyncDisposable {
  readonly format: 'wav' | 'flac' | 'ogg-opus';
  readonly sampleRateHz: number;
  /** Interleaved in frames. */
  readonly channels: number;
  readonly #unit: FileWriterUnit;
  readonly #target: WriterTarget;
  readonly #buffer = new Uint8Array(pieceBytes);
  #work: Promise<void> = Promise.resolve();
  #ending: Promise<void> | undefined;
  #samplesWritten = 0;
  /** Why the file cannot become complete. */
  #failure: { readonly error: unknown } | undefined;

  /** @internal */
  constructor(
    { format, sampleRateHz, channels }: Pick<AudioFileWriter, 'format' | 'sampleRateHz' | 'channels'>,
    unit: FileWriterUnit,
    target: WriterTarget,
  ) {
    this.format = format;
    this.sampleRateHz = sampleRateHz;
    this.channels = channels;
    this.#unit = unit;
    this.#target = target;
  }

  /** Samples per channel that `write` has taken. */
  get samplesWritten(): number {
    return this.#samplesWritten;
  }

  /**
   * Writes a frame of any length, interleaved. The array may be used again when the promise is settled; calls wait for
   * one another.
   *
   * @throws OssicleError INVALID_ARGUMENT, FILE_FAILED, ABORTED, CLOSED.
   */
  async write(frame: Int16Array | Float32Array): Promise<void> {
    if (this.#ending) throw new OssicleError('CLOSED', 'This AudioFileWriter is closed.');
    if (!(frame instanceof Int16Array || frame instanceof Float32Array))
      throw invalidArgument('frame', 'an Int16Array or a Float32Array', frame);
    if (frame.length % this.channels !== 0)
      throw invalidArgument('frame', `a multiple of ${this.channels} samples long`, frame.length);
    throwIfAborted(this.#target.signal);
    if (frame.length > 0) await this.#enqueue(() => this.#write(frame));
  }

  /**
   * Completes the file and gives it its name. Idempotent.
   *
   * @throws OssicleError FILE_FAILED, ABORTED (nothing is left then, unless `keepPartial`); CLOSED after `abort`.
   */
  close(): Promise<void> {
    this.#ending ??= this.#end(this.#target.signal?.aborted !== true);
    return this.#ending;
  }

  /** Ends the writing and leaves nothing; with `keepPartial` the file as far as it got. Idempotent. */
  abort(): Promise<void> {
    this.#ending ??= this.#end(false);
    return this.#ending.catch(() => undefined);
  }

  /** `abort`, unless `close` was called. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.abort();
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch((error) => {
      this.#failure ??= { error };
    });
    return done;
  }

  async #write(frame: Int16Array | Float32Array): Promise<void> {
    for (let at = 0; at < frame.length; ) {
      const taken = this.#unit.write(frame.subarray(at));
      at += taken;
      this.#samplesWritten += taken / this.channels;
      if (taken === 0) await this.#save();
    }
  }

  /** Writes what the unit has ready. */
  async #save(): Promise<void> {
    for (let bytes = this.#unit.take(this.#buffer); bytes > 0; bytes = this.#unit.take(this.#buffer))
      await this.#put(this.#buffer.subarray(0, bytes), null);
  }

  async #put(bytes: Uint8Array, position: number | null): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await this.#target.file.write(
          bytes,
          at,
          bytes.length - at,
          position === null ? null : position + at,
        );
        at += bytesWritten;
      }
    } catch (error) {
      throw fileFailed('Cannot write', this.#target.path, error);
    }
  }

  async #end(complete: boolean): Promise<void> {
    await this.#work;
    const { path, partialPath, file, keepPartial } = this.#target;
    let kept = false;
    try {
      if ((complete && !this.#failure) || keepPartial) {
        await this.#finish();
        await file.close();
        await rename(partialPath, path).catch((error) => Promise.reject(fileFailed('Cannot write', path, error)));
        kept = true;
      }
      if (this.#failure) throw this.#failure.error;
      if (!complete) throwIfAborted(this.#target.signal);
    } finally {
      this.#unit.close();
      await file.close().catch(() => undefined);
      if (!kept) await rm(partialPath, { force: true });
    }
  }

  async #finish(): Promise<void> {
    while (!this.#unit.finish()) await this.#save();
    await this.#save();
    const head = this.#buffer.subarray(0, this.#unit.head(this.#buffer));
    await this.#put(head, 0);
  }
}
