import type { Clock } from '../core/index.js';

/** How long the end of a call waits for its recording and playback to report; a hung disk must not hold it. */
const settleLimitMs = 2000;

/** What a call has running and must hear from before it may say that it has ended. */
export class Activities {
  readonly #clock: Clock;
  readonly #running = new Set<Promise<unknown>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  track(activity: Promise<unknown>): void {
    this.#running.add(activity);
    const forget = (): void => void this.#running.delete(activity);
    activity.then(forget, forget);
  }

  /** Resolves when all of it has settled, or taken too long. */
  async settled(): Promise<void> {
    if (this.#running.size === 0) return;
    let cancel: (() => void) | undefined;
    const limit = new Promise<void>((resolve) => {
      cancel = this.#clock.schedule(settleLimitMs, resolve);
    });
    await Promise.race([Promise.allSettled(this.#running), limit]);
    cancel?.();
  }
}
