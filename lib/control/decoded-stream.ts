import { errorMessage } from '../core/index.js';
import { AudioStream } from '../media/index.js';
import { monoRounds, type RoundsLeft } from './mono-rounds.js';

/** How a file is played. */
export interface DecodedStreamOptions {
  readonly sampleRateHz: number;
  readonly startMs: number;
  /** Plays after the first; null: for ever. */
  readonly loops: number | null;
}

/** A file that is decoded here and played as a stream. */
export interface Decoding {
  readonly stream: AudioStream;
  /** What ended it early, or null. */
  readonly failure: string | null;
  /** Nothing more is decoded for it. */
  close(): void;
}

/** Where in the file the sound goes on that follows so much of the stream. */
interface Segment {
  readonly streamMs: number;
  readonly fileMs: number;
}

/** So much is decoded ahead; it is also what a jump throws away. */
const bufferMs = 2000;
const endMark = 'end';
/** Rounds shorter than what is decoded ahead could pile up. */
const maxSegments = 1000;

/**
 * A file of a format that media threads do not read (MP3), decoded here and played as a stream: with a start, repeats and
 * jumps as other files have them.
 */
export class DecodedStream implements Decoding {
  readonly stream: AudioStream;
  readonly #path: string;
  readonly #options: DecodedStreamOptions;
  readonly #segments: Segment[] = [];
  #writtenMs = 0;
  readonly #left: RoundsLeft;
  #feeding = new AbortController();
  #failure: string | null = null;

  constructor(path: string, options: DecodedStreamOptions) {
    this.#path = path;
    this.#options = options;
    this.#left = { rounds: options.loops ?? Number.POSITIVE_INFINITY };
    this.stream = new AudioStream({ sampleRateHz: options.sampleRateHz, bufferMs });
    // Ended only when all was heard: until then it can be sought in.
    this.stream.events.on('mark', ({ played }) => played && this.stream.end());
    this.stream.events.on('closed', () => this.#feeding.abort());
    this.#begin(options.startMs);
  }

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
    const { startMs } = this.#options;
    const onRound = (fileMs: number): void => this.#beginSegment(fileMs);
    for await (const samples of monoRounds(this.#path, { fromMs, startMs }, this.#left, signal, onRound)) {
      await this.#write(samples, signal);
    }
    this.stream.mark(endMark);
  }

  #beginSegment(fileMs: number): void {
    this.#segments.push({ streamMs: this.#writtenMs, fileMs });
    if (this.#segments.length > maxSegments) this.#segments.shift();
  }

  async #write(samples: Int16Array, signal: AbortSignal): Promise<void> {
    while (!this.stream.write(samples)) await this.stream.room(signal);
    this.#writtenMs += (samples.length / this.stream.sampleRateHz) * 1000;
  }
}
