import { type Clock, errorMessage, throwIfAborted } from '../core/index.js';
import { AudioStream } from '../media/index.js';
import type { DecodedStreamOptions, Decoding } from './decoded-stream.js';
import { monoRounds } from './mono-rounds.js';

/** How far decoding is ahead of what is heard. */
const leadMs = 500;
/** What one listener who pauses finds when it goes on; what does not fit is lost to it alone. */
const bufferMs = 2500;

/**
 * One file of a format that media threads do not read (MP3), decoded once, in real time, for all who play it together.
 * Who joins later hears what the others hear then; when the last has left, it ends.
 */
export class SharedDecoding {
  readonly #path: string;
  readonly #options: DecodedStreamOptions;
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  readonly #listeners = new Set<AudioStream>();
  readonly #feeding = new AbortController();
  /** What is decoded and not heard yet, with the time of its begin. */
  #ahead: { readonly atMs: number; readonly samples: Int16Array }[] = [];
  #beganAtMs = 0;
  #decodedMs = 0;
  #begun = false;
  #failure: string | null = null;

  /** `onEnd` is called once, when nobody can join any more. */
  constructor(path: string, options: DecodedStreamOptions, clock: Clock, onEnd: () => void) {
    this.#path = path;
    this.#options = options;
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  /** Another one listens. */
  join(): Decoding {
    const stream = new AudioStream({ sampleRateHz: this.#options.sampleRateHz, bufferMs });
    for (const { samples } of this.#notHeard()) stream.write(samples);
    this.#listeners.add(stream);
    stream.events.on('closed', () => this.#leave(stream));
    if (!this.#begun) this.#begin();
    const failure = (): string | null => this.#failure;
    return {
      stream,
      get failure() {
        return failure();
      },
      close: () => {
        stream.end();
        this.#leave(stream);
      },
    };
  }

  #leave(stream: AudioStream): void {
    if (this.#listeners.delete(stream) && this.#listeners.size === 0) this.#end();
  }

  #begin(): void {
    this.#begun = true;
    this.#beganAtMs = this.#clock.nowMs();
    const { signal } = this.#feeding;
    this.#feed(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) this.#failure = errorMessage(error);
      })
      .finally(() => {
        this.#end();
        for (const stream of this.#listeners) stream.end();
      });
  }

  #end(): void {
    if (this.#feeding.signal.aborted) return;
    this.#feeding.abort();
    this.#onEnd();
  }

  async #feed(signal: AbortSignal): Promise<void> {
    const { startMs, loops, sampleRateHz } = this.#options;
    const left = { rounds: loops ?? Number.POSITIVE_INFINITY };
    for await (const samples of monoRounds(this.#path, { fromMs: startMs, startMs }, left, signal)) {
      await this.#untilDue(signal);
      this.#ahead = [...this.#notHeard(), { atMs: this.#decodedMs, samples }];
      this.#decodedMs += (samples.length / sampleRateHz) * 1000;
      for (const stream of this.#listeners) stream.write(samples);
    }
  }

  async #untilDue(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const waitMs = this.#decodedMs - leadMs - this.#heardMs();
    if (waitMs <= 0) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#clock.schedule(waitMs, done);
      signal.addEventListener('abort', done);
    });
    throwIfAborted(signal);
  }

  #heardMs(): number {
    return this.#clock.nowMs() - this.#beganAtMs;
  }

  #notHeard(): { readonly atMs: number; readonly samples: Int16Array }[] {
    const heardMs = this.#heardMs();
    return this.#ahead.filter(({ atMs }) => atMs >= heardMs);
  }
}
