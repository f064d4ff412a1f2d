import type { Clock } from '../core/index.js';
import type { FilePlaybackOptions } from './endpoints/file.js';
import type { MediaFile } from './media-files.js';

/** How one who joins a shared playback plays its file. */
export interface JoinedPlayback {
  readonly startMs: number;
  readonly loops: number | null;
  /** Where in the file the others are. */
  readonly positionMs: number;
}

interface Running {
  readonly startMs: number;
  readonly loops: number | null;
  readonly durationMs: number | undefined;
  readonly beganAtMs: number;
}

/** One playback of a file that endpoints of any session share: who comes later hears it from where it is. */
export class SharedPlayback {
  /** What `session.info` calls it. */
  readonly id: string;
  readonly #clock: Clock;
  readonly #onDeserted: () => void;
  #running: Running | undefined;
  #members = 0;

  constructor(id: string, clock: Clock, onDeserted: () => void) {
    this.id = id;
    this.#clock = clock;
    this.#onDeserted = onDeserted;
  }

  /** One more will play it. */
  enter(): void {
    this.#members++;
  }

  /** How one who entered plays it from now on. The wishes of the first who plays rule. */
  play(file: MediaFile, { startMs, loops }: FilePlaybackOptions): JoinedPlayback {
    this.#running ??= { startMs, loops, durationMs: file.durationMs, beganAtMs: this.#clock.nowMs() };
    const running = this.#running;
    return { startMs: running.startMs, loops: this.#loopsLeft(running), positionMs: this.positionMs() };
  }

  /** The last one ends it. */
  leave(): void {
    if (--this.#members === 0) this.#onDeserted();
  }

  /** Where in the file it is now. */
  positionMs(): number {
    if (!this.#running) return 0;
    const { startMs, beganAtMs } = this.#running;
    const elapsedMs = this.#clock.nowMs() - beganAtMs;
    const roundMs = roundOf(this.#running);
    return startMs + (roundMs === undefined ? elapsedMs : elapsedMs % roundMs);
  }

  #loopsLeft(running: Running): number | null {
    const roundMs = roundOf(running);
    if (running.loops === null || roundMs === undefined) return running.loops;
    const played = Math.floor((this.#clock.nowMs() - running.beganAtMs) / roundMs);
    return Math.max(0, running.loops - played);
  }
}

/** The shared playbacks of a server. */
export class SharedPlaybacks {
  readonly #clock: Clock;
  readonly #playbacks = new Map<string, SharedPlayback>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The one under way, or a new one. `key` tells sources apart, `id` is what clients see. */
  find(key: string, id: string): SharedPlayback {
    const known = this.#playbacks.get(key);
    if (known) return known;
    const playback = new SharedPlayback(id, this.#clock, () => {
      if (this.#playbacks.get(key) === playback) this.#playbacks.delete(key);
    });
    this.#playbacks.set(key, playback);
    return playback;
  }
}

/** How long one round of a looped file takes; undefined where the file does not say. */
function roundOf({ durationMs, startMs }: Running): number | undefined {
  return durationMs === undefined || durationMs <= startMs ? undefined : durationMs - startMs;
}
