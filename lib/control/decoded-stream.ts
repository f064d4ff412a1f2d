import { openAudioFile } from '../audio/index.js';
import { errorMessage } from '../core/index.js';
import { AudioStream } from '../media/index.js';

/** How a file is played. */
export interface DecodedStreamOptions {
  readonly sampleRateHz: number;
  readonly startMs: number;
  /** Plays after the first; null: for ever. */
  readonly loops: number | null;
}

/** Where in the file the sound goes on that follows so much of the stream. */
interface Segment {
  readonly streamMs: number;
  readonly fileMs: number;
}

/** So much is decoded ahead; it is also what a jump throws away. */
const bufferMs = 2000;
const endMark = 'end';

/**
 * A file of a format that media threads do not read (MP3), decoded here and played as a stream: with a start, repeats and
 * jumps as other files have them.
 */
export class DecodedStream {
  readonly stream: AudioStream;
  readonly #path: string;
  readonly #options: DecodedStreamOptions;
  readonly #segments: Segment[] = [];
  #writtenMs = 0;
  #loopsLeft: number;
  #feeding = new AbortController();
  #failure: string | null = null;

  constructor(path: string, options: DecodedStreamOptions) {
    this.#path = path;
    this.#options = options;
    this.#loopsLeft = options.loops ?? Number.POSITIVE_INFINITY;
    this.stream = new AudioStream({ sampleRateHz: options.sampleRateHz, bufferMs });
    // Ended only when all was heard: until then it can be sought in.
    this.stream.events.on('mark', ({ played }) => played && this.stream.end());
    this.stream.events.on('closed', () => this.#feeding.abort());
    this.#begin(options.startMs);
  }

  /** What ended it early, or null. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Where in the file it is. */
  get positionMs(): number {
    const { playedMs } = this.stream;
    const segment = this.#segments.findLast(({ streamMs }) => streamMs <= playedMs) ?? this.#segments[0];
    return segment === undefined ? this.#options.startMs : segment.fileMs + Math.max(0, playedMs - segment.streamMs);
  }

  /** Goes on from another place; beyond the end it ends, or begins the next round. */
  seek(positionMs: number): void {
    if (this.stream.closed) return;
    this.#feeding.abort();
    this.stream.clear();
    this.#begin(positionMs);
  }

  /** Nothing more is decoded. */
  close(): void {
    this.#feeding.abort();
    this.stream.end();
  }

  #begin(fromMs: number): void {
    this.#feeding = new AbortController();
    const { signal } = this.#feeding;
    this.#feed(fromMs, signal).catch((error: unknown) => {
      if (signal.aborted) return;
      this.#failure = errorMessage(error);
      this.stream.end();
    });
  }

  /** Never ends but by the end of all rounds, its signal, or a file that cannot be read on. */
  async #feed(fromMs: number, signal: AbortSignal): Promise<void> {
    for (let startMs = fromMs; ; startMs = this.#options.startMs) {
      const heard = await this.#feedRound(startMs, signal);
      // A round without sound would be repeated without end.
      if (this.#loopsLeft === 0 || (!heard && startMs === this.#options.startMs)) break;
      this.#loopsLeft--;
    }
    this.stream.mark(endMark);
  }

  /** One way through the file; whether there was any sound. */
  async #feedRound(startMs: number, signal: AbortSignal): Promise<boolean> {
    await using file = await openAudioFile(this.#path, { signal });
    const { sampleRateHz, channels } = file;
    let toSkip = Math.round((startMs / 1000) * sampleRateHz);
    this.#segments.push({ streamMs: this.#writtenMs, fileMs: startMs });
    if (this.#segments.length > maxSegments) this.#segments.shift();
    let heard = false;
    for await (const frame of file) {
      const mono = averaged(frame, channels);
      const skipped = Math.min(toSkip, mono.length);
      toSkip -= skipped;
      if (skipped === mono.length) continue;
      heard = true;
      await this.#write(mono.subarray(skipped), signal);
    }
    return heard;
  }

  async #write(samples: Int16Array, signal: AbortSignal): Promise<void> {
    while (!this.stream.write(samples)) await this.stream.room(signal);
    this.#writtenMs += (samples.length / this.stream.sampleRateHz) * 1000;
  }
}

/** Rounds shorter than what is decoded ahead could pile up. */
const maxSegments = 1000;

function averaged(frame: Int16Array, channels: number): Int16Array {
  if (channels === 1) return frame;
  const mono = new Int16Array(Math.floor(frame.length / channels));
  for (let n = 0; n < mono.length; n++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += frame[n * channels + channel] ?? 0;
    mono[n] = sum / channels;
  }
  return mono;
}
