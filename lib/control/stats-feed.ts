import type { CancelTimer, Clock } from '../core/index.js';
import type { ControlSession } from './control-session.js';

/** Tells the figures of a session's endpoints in even intervals, until it ends or is told to stop. */
class StatsFeed {
  readonly #session: ControlSession;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #forget: () => void;
  #dueMs: number;
  #cancel: CancelTimer = () => undefined;

  constructor(session: ControlSession, clock: Clock, intervalMs: number) {
    this.#session = session;
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#dueMs = clock.nowMs();
    this.#forget = session.onEnd(() => this.#cancel());
    this.#schedule();
  }

  stop(): void {
    this.#cancel();
    this.#forget();
  }

  #schedule(): void {
    const now = this.#clock.nowMs();
    // After a stall the missed ones are not made up for.
    this.#dueMs = Math.max(this.#dueMs + this.#intervalMs, now);
    this.#cancel = this.#clock.schedule(this.#dueMs - now, () => {
      this.#session.emit('stats', { endpoints: [...this.#session.endpoints.values()].map((row) => row.stats()) });
      this.#schedule();
    });
  }
}

const feeds = new WeakMap<ControlSession, StatsFeed>();

/** Tells the figures of `session` every `intervalMs` from now on, in place of an earlier interval. */
export function feedStats(session: ControlSession, clock: Clock, intervalMs: number): void {
  stopStats(session);
  feeds.set(session, new StatsFeed(session, clock, intervalMs));
}

/** Ends that; without effect when nothing is told. */
export function stopStats(session: ControlSession): void {
  feeds.get(session)?.stop();
  feeds.delete(session);
}
