import { OssicleError } from '../core/index.js';
import type { AudioDecoding } from './audio-decoding.js';
import type { AudioFileEncoding, AudioFileFormat } from './audio-file.js';

/** What the frames of a file hold: 16-bit samples, or 32-bit floating point with full scale at 1.0. */
export type SampleKind = 'int16' | 'float32';

/** The typed array of a SampleKind. */
export type FrameOf<Kind extends SampleKind> = Kind extends 'float32' ? Float32Array : Int16Array;

/**
 * A sound file as an iterable of frames: `openAudioFile` makes it. Whatever ends the iteration closes the file.
 *
 * @example
 * await using file = await openAudioFile('greeting.flac');
 * for await (const frame of file) meter.process(frame);
 */
export class AudioFileReader<Kind extends SampleKind = 'int16'>
  implements AsyncIterable<FrameOf<Kind>>, AsyncDisposable
{
  readonly format: AudioFileFormat;
  /** How the file stores its samples. */
  readonly encoding: AudioFileEncoding;
  readonly sampleRateHz: number;
  /** 1 to 8, interleaved in frames. */
  readonly channels: number;
  /** Length per channel as the file says, which may be a lie; undefined when it does not say. */
  readonly totalSamples: number | undefined;
  readonly #decoding: AudioDecoding;
  readonly #kind: Kind;
  readonly #frameSamples: number;
  #samplesRead = 0;
  #iterating = false;
  #closed = false;

  /** @internal */
  constructor(format: AudioFileFormat, decoding: AudioDecoding, kind: Kind, frameMs: number) {
    const { encoding, sampleRateHz, channels, totalSamples } = decoding.info;
    this.format = format;
    this.encoding = encoding;
    this.sampleRateHz = sampleRateHz;
    this.channels = channels;
    this.totalSamples = totalSamples;
    this.#decoding = decoding;
    this.#kind = kind;
    this.#frameSamples = Math.max(1, Math.round((sampleRateHz * frameMs) / 1000)) * channels;
  }

  /** Length as the file says; undefined when it does not. */
  get durationMs(): number | undefined {
    return this.totalSamples === undefined ? undefined : (this.totalSamples * 1000) / this.sampleRateHz;
  }

  /** Samples per channel that frames have brought so far. */
  get samplesRead(): number {
    return this.#samplesRead;
  }

  /** After the last frame: the file stopped before the end that it announced, or in mid-frame. */
  get truncated(): boolean {
    return this.#closed ? this.#truncated : this.#decoding.truncated;
  }

  /** How many pieces of the file were skipped or replaced because they made no sense, so far. */
  get damagedParts(): number {
    return this.#closed ? this.#damagedParts : this.#decoding.damagedParts;
  }

  /**
   * The frames, once: each an interleaved array of its own; the last may be shorter.
   *
   * @throws OssicleError FILE_FAILED, FORMAT_INVALID, ABORTED, CLOSED; INVALID_STATE for a second iteration.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<FrameOf<Kind>, void, undefined> {
    if (this.#closed) throw new OssicleError('CLOSED', 'This AudioFileReader is closed.');
    if (this.#iterating) throw new OssicleError('INVALID_STATE', 'The frames of an AudioFileReader can be read once.');
    this.#iterating = true;
    try {
      for (let full = true; full; ) {
        const frame =
          this.#kind === 'float32' ? new Float32Array(this.#frameSamples) : new Int16Array(this.#frameSamples);
        const samples = await this.#decoding.read(frame);
        this.#samplesRead += samples / this.channels;
        full = samples === frame.length;
        if (samples > 0) yield frame.subarray(0, samples) as FrameOf<Kind>;
      }
    } finally {
      await this.close();
    }
  }

  #truncated = false;
  #damagedParts = 0;

  /** Closes the file, or lets the source know that nobody reads on. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#truncated = this.#decoding.truncated;
    this.#damagedParts = this.#decoding.damagedParts;
    this.#closed = true;
    await this.#decoding.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
