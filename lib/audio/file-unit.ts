import { OssicleError } from '../core/index.js';
import { callNative, type NativeAudioReader, type NativeAudioWriter, nativeError } from '../native/index.js';
import { type AudioFileInfo, encodings } from './audio-file.js';
import { atLeast } from './frame-argument.js';
import { Unit } from './unit.js';

const bytesOf = (value: unknown) => ({ name: 'bytes', value, kinds: ['Uint8Array'] }) as const;
const samplesOf = (name: string, value: unknown) => ({ name, value, kinds: ['Int16Array', 'Float32Array'] }) as const;

/** How long the output of `FileWriterUnit.head` must be. */
const mostHeadBytes = 128;

/**
 * Reads one format of sound files as a stream: bytes in, in pieces of any size, interleaved samples out. `push` until it
 * takes no more, `read` until it gives no more, and `end` after the last byte; then `read` what is left.
 */
export abstract class FileReaderUnit extends Unit<NativeAudioReader> {
  readonly latencySamples = 0;
  readonly #name: string;

  protected constructor(name: string, native: NativeAudioReader) {
    super(name, native);
    this.#name = name;
  }

  /**
   * Takes as many bytes as there is room for and returns how many.
   *
   * @throws OssicleError FORMAT_INVALID for no file of this format, UNSUPPORTED for a kind of it that is not read;
   *   INVALID_ARGUMENT, CLOSED.
   */
  push(bytes: Uint8Array): number {
    let taken: number;
    try {
      taken = this.native.push(bytes);
    } catch (error) {
      throw nativeError(this.#name, error);
    }
    return taken >= 0 ? taken : this.refuse(taken, 'push', bytesOf(bytes));
  }

  /**
   * Says that no byte follows.
   *
   * @throws OssicleError FORMAT_INVALID when the file has ended inside its header; CLOSED.
   */
  end(): void {
    this.assertOpen();
    callNative(this.#name, () => this.native.end());
  }

  /**
   * Writes samples of all channels, whole frames as far as they are there, and returns how many; 0 asks for more bytes or,
   * after `end`, says that there are no more. Float32 has full scale at 1.0; what is no number in the file is silence.
   *
   * @throws OssicleError INVALID_ARGUMENT for an output shorter than one sample of each channel; CLOSED.
   */
  read(output: Int16Array | Float32Array): number {
    const samples = this.native.read(output);
    if (samples >= 0) return samples;
    const length = atLeast(this.info?.channels ?? 1);
    return this.refuse(samples, 'read', { ...samplesOf('output', output), length });
  }

  /** What the file says about itself; undefined before the header is complete. */
  get info(): AudioFileInfo | undefined {
    this.assertOpen();
    const sampleRateHz = this.native.sampleRateHz();
    if (sampleRateHz === 0) return undefined;
    const [channels, total] = [this.native.channels(), this.native.totalSamples()];
    const encoding = encodings[this.native.encoding()] ?? 'pcm16';
    return { encoding, sampleRateHz, channels, totalSamples: total < 0 ? undefined : total };
  }

  /** After `end`: the file stopped before the end that it announced, or in mid-frame. */
  get truncated(): boolean {
    this.assertOpen();
    return this.native.truncated() === 1;
  }

  /** How many pieces of the file were skipped or replaced by silence because they made no sense. */
  get damagedParts(): number {
    this.assertOpen();
    return this.native.damagedParts();
  }
}

/**
 * Writes one format of sound files as a stream: interleaved samples in, bytes out. `write`, `take` until nothing is left,
 * `write` on; at the end `finish`, `take`, and put `head` over the first bytes of the file where that is possible.
 */
export abstract class FileWriterUnit extends Unit<NativeAudioWriter> {
  readonly #name: string;
  /** How long the output of `head` must be. */
  readonly maxHeadBytes = mostHeadBytes;

  protected constructor(name: string, native: NativeAudioWriter) {
    super(name, native);
    this.#name = name;
  }

  /**
   * Takes as many samples as there is room for, one of each channel at a time, and returns how many. Float32 has full
   * scale at 1.0; NaN and infinity are silence.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  write(input: Int16Array | Float32Array): number {
    let taken: number;
    try {
      taken = this.native.write(input);
    } catch (error) {
      throw nativeError(this.#name, error);
    }
    return taken >= 0 ? taken : this.refuse(taken, 'write', samplesOf('input', input));
  }

  /**
   * Says that no samples follow. False: `take`, then call it again.
   *
   * @throws OssicleError CLOSED.
   */
  finish(): boolean {
    this.assertOpen();
    return callNative(this.#name, () => this.native.finish()) === 1;
  }

  /**
   * Moves bytes of the file to `output`, in their order, and returns how many; 0 when none are ready.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  take(output: Uint8Array): number {
    const bytes = this.native.take(output);
    return bytes >= 0 ? bytes : this.refuse(bytes, 'take', { ...bytesOf(output), name: 'output' });
  }

  /**
   * After `finish`, writes what the file should begin with now that its length is known; 0 when nothing changes.
   *
   * @throws OssicleError INVALID_ARGUMENT for an output shorter than `maxHeadBytes`; CLOSED.
   */
  head(output: Uint8Array): number {
    const bytes = this.native.head(output);
    if (bytes >= 0) return bytes;
    return this.refuse(bytes, 'head', { ...bytesOf(output), name: 'output', length: atLeast(mostHeadBytes, 'bytes') });
  }
}

/** The catalogue's error for a file that could not be worked with. */
export function fileFailed(what: string, path: string, cause: unknown): OssicleError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new OssicleError('FILE_FAILED', `${what} ${path}: ${reason}`, { cause, details: { path } });
}
