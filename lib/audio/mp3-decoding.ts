import { OssicleError, throwIfAborted } from '../core/index.js';
import type { AudioDecoding } from './audio-decoding.js';
import type { AudioFileInfo } from './audio-file.js';
import type { ByteSource } from './byte-source.js';
import type { Mp3Header, Mp3Tag } from './mp3-frame.js';
import { type Mp3Frame, Mp3Framer } from './mp3-framer.js';
import { Mp3Thread } from './mp3-thread.js';
import { orAborted } from './or-aborted.js';

/** Frames that go to the thread at once, and so the most that is ever held: about 0.4 s. */
const batchFrames = 16;

const noSamples: Float32Array[] = [new Float32Array(0)];

/** An MP3 file from `source`, decoded in a thread of its own, a batch of frames at a time and only when asked. */
export class Mp3Decoding implements AudioDecoding {
  readonly info: AudioFileInfo;
  readonly #source: ByteSource;
  readonly #framer: Mp3Framer;
  readonly #signal: AbortSignal | undefined;
  readonly #header: Mp3Header;
  #thread: Mp3Thread | undefined;
  #ahead: Mp3Frame | undefined;
  #tag: Mp3Tag | undefined;
  /** Samples per channel decoded since the tag, or since the beginning. */
  #position = 0;
  #lostParts = 0;
  /** Per channel, decoded and not yet read. */
  #ready = noSamples;

  private constructor(source: ByteSource, framer: Mp3Framer, first: Mp3Frame, signal: AbortSignal | undefined) {
    [this.#source, this.#framer, this.#ahead, this.#header, this.#signal] = [
      source,
      framer,
      first,
      first.header,
      signal,
    ];
    const { sampleRateHz, channels } = first.header;
    this.info = { encoding: 'mp3', sampleRateHz, channels, totalSamples: totalOf(first) };
  }

  /** @throws OssicleError FORMAT_INVALID when no frame is found. */
  static async begin(source: ByteSource, signal: AbortSignal | undefined): Promise<Mp3Decoding> {
    const framer = new Mp3Framer();
    const first = await nextFrame(framer, source);
    if (first === undefined) throw new OssicleError('FORMAT_INVALID', 'The source holds no MP3 frame that is known.');
    return new Mp3Decoding(source, framer, first, signal);
  }

  get truncated(): boolean {
    return this.#framer.truncated || this.#position < (this.#tag?.frames ?? 0) * this.#header.samples;
  }

  get damagedParts(): number {
    return this.#framer.damagedParts + this.#lostParts;
  }

  async read(output: Int16Array | Float32Array): Promise<number> {
    const { channels } = this.info;
    let filled = 0;
    while (filled < output.length) {
      if (this.#ready[0]?.length === 0 && !(await this.#decode())) break;
      const count = Math.min(this.#ready[0]?.length ?? 0, (output.length - filled) / channels);
      for (let channel = 0; channel < channels; channel++)
        interleave(this.#ready[channel]?.subarray(0, count) ?? [], output.subarray(filled + channel), channels);
      this.#ready = this.#ready.map((samples) => samples.subarray(count));
      filled += count * channels;
    }
    return filled;
  }

  async close(): Promise<void> {
    await Promise.all([this.#thread?.close(), this.#source.close()]);
  }

  /** Makes the next batch ready; false at the end. */
  async #decode(): Promise<boolean> {
    throwIfAborted(this.#signal);
    const frames = await this.#batch();
    if (frames.length === 0) return false;
    this.#thread ??= new Mp3Thread();
    const decoded = await orAborted(this.#thread.decode(joined(frames)), this.#signal);
    this.#ready = this.#trimmed(this.#completed(decoded, frames.length * this.#header.samples));
    return true;
  }

  /** Frames of sound that follow one another up to the next tag. */
  async #batch(): Promise<Uint8Array[]> {
    const frames: Uint8Array[] = [];
    while (frames.length < batchFrames) {
      const frame = this.#ahead ?? (await nextFrame(this.#framer, this.#source));
      this.#ahead = undefined;
      if (frame === undefined) break;
      if (frame.tag === undefined) frames.push(frame.bytes.slice());
      else if (frames.length === 0) [this.#tag, this.#position] = [frame.tag, 0];
      else {
        this.#ahead = { ...frame, bytes: frame.bytes.slice() };
        break;
      }
    }
    return frames;
  }

  /** `decoded`, with silence for what the decoder would not give, so that what follows stays in its place. */
  #completed(decoded: Float32Array[], expected: number): Float32Array[] {
    const missing = expected - (decoded[0]?.length ?? 0);
    if (missing !== 0) this.#lostParts++;
    if (missing <= 0) return decoded.map((samples) => samples.subarray(0, expected));
    return decoded.map((samples) => {
      const whole = new Float32Array(expected);
      whole.set(samples);
      return whole;
    });
  }

  /** `decoded` without what the tag says is not sound: before the beginning, or at the end of the announced frames. */
  #trimmed(decoded: Float32Array[]): Float32Array[] {
    const [begin, count] = [this.#position, decoded[0]?.length ?? 0];
    this.#position += count;
    if (this.#tag === undefined) return decoded;
    const { frames = Number.POSITIVE_INFINITY, leading, trailing } = this.#tag;
    const total = frames * this.#header.samples;
    const first = Math.max(0, leading - begin);
    const [cutFrom, cutTo] = [total - trailing - begin, total - begin].map((at) =>
      Math.min(Math.max(at, first), count),
    );
    if (cutFrom === cutTo) return decoded.map((samples) => samples.subarray(first));
    return decoded.map((samples) => {
      const [kept, after] = [samples.subarray(first, cutFrom), samples.subarray(cutTo)];
      const both = new Float32Array(kept.length + after.length);
      both.set(kept);
      both.set(after, kept.length);
      return both;
    });
  }
}

async function nextFrame(framer: Mp3Framer, source: ByteSource): Promise<Mp3Frame | undefined> {
  for (let ended = false; ; ) {
    const frame = framer.next();
    if (frame !== undefined || ended || framer.hopeless) return frame;
    const piece = await source.next();
    ended = piece === undefined;
    if (piece === undefined) framer.end();
    else framer.push(piece);
  }
}

function totalOf({ tag, header }: Mp3Frame): number | undefined {
  return tag?.frames === undefined ? undefined : tag.frames * header.samples - tag.leading - tag.trailing;
}

function joined(frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(frames.reduce((sum, frame) => sum + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    bytes.set(frame, at);
    at += frame.length;
  }
  return bytes;
}

/** Writes `samples` to every `step`-th place of `output`; 16-bit samples are rounded and limited. */
function interleave(samples: ArrayLike<number>, output: Int16Array | Float32Array, step: number): void {
  const whole = output instanceof Int16Array;
  for (let n = 0; n < samples.length; n++) {
    const sample = Number.isFinite(samples[n]) ? (samples[n] ?? 0) : 0;
    output[n * step] = whole ? Math.min(Math.max(Math.round(sample * 32_768), -32_768), 32_767) : sample;
  }
}
