import type { JitterBufferStats } from 'ossicle/audio';
import { weatherOf } from './line.js';

/** What was heard in one kind of weather, its first ten seconds apart. */
export interface WeatherAccount {
  readonly name: string;
  readonly frames: number;
  /** Frames whose middle is, sample for sample, as it was sent: where the ear can tell. */
  readonly exactFrames: number;
  /** Of these. */
  readonly meanDelayMs: number;
  readonly mostDelayMs: number;
  /** By the statistics of the jitter buffer. */
  readonly meanBufferDelayMs: number;
  readonly concealedShare: number;
}

class Sums {
  frames = 0;
  exactFrames = 0;
  delayMs = 0;
  mostDelayMs = 0;
  bufferDelayMs = 0;
  emitted = 0;
  concealed = 0;
}

/** Books of a day by the weather. */
export class Account {
  readonly #sums = new Map<string, Sums>();
  #before: JitterBufferStats | undefined;

  /** A frame was heard while packet `newest` was the newest. */
  note(newest: number, delayMs: number | undefined): void {
    const sums = this.#sumsOf(newest);
    sums.frames++;
    if (delayMs === undefined) return;
    sums.exactFrames++;
    sums.delayMs += delayMs;
    sums.mostDelayMs = Math.max(sums.mostDelayMs, delayMs);
  }

  /** Statistics count from here. */
  open(stats: JitterBufferStats): void {
    this.#before = stats;
  }

  /** Statistics counted up to here, in the weather of packet `newest`. */
  close(newest: number, stats: JitterBufferStats): void {
    const { jitterBufferDelay = 0, jitterBufferEmittedCount = 0, concealedSamples = 0 } = this.#before ?? {};
    const sums = this.#sumsOf(newest);
    sums.bufferDelayMs += 1000 * (stats.jitterBufferDelay - jitterBufferDelay);
    sums.emitted += stats.jitterBufferEmittedCount - jitterBufferEmittedCount;
    sums.concealed += stats.concealedSamples - concealedSamples;
    this.#before = undefined;
  }

  get weathers(): WeatherAccount[] {
    return [...this.#sums].map(([name, sums]) => ({
      name,
      frames: sums.frames,
      exactFrames: sums.exactFrames,
      meanDelayMs: sums.delayMs / Math.max(1, sums.exactFrames),
      mostDelayMs: sums.mostDelayMs,
      meanBufferDelayMs: sums.bufferDelayMs / Math.max(1, sums.emitted),
      concealedShare: sums.concealed / Math.max(1, sums.emitted + sums.concealed),
    }));
  }

  #sumsOf(newest: number): Sums {
    const { name } = weatherOf(newest);
    const sums = this.#sums.get(name) ?? new Sums();
    this.#sums.set(name, sums);
    return sums;
  }
}
