import type { CancelTimer } from '../core/index.js';
import type { StatsRow } from '../protocol/control/index.js';
import type { ControlSession } from './control-session.js';
import type { ControlServices } from './services.js';

/** Tells the figures of a session's endpoints in even intervals, until it ends or is told to stop. */
class StatsFeed {
  readonly #session: ControlSession;
  readonly #services: ControlServices;
  readonly #intervalMs: number;
  readonly #forget: () => void;
  #dueMs: number;
  #cancel: CancelTimer = () => undefined;

  constructor(session: ControlSession, services: ControlServices, intervalMs: number) {
    this.#session = session;
    this.#services = services;
    this.#intervalMs = intervalMs;
    this.#dueMs = services.clock.nowMs();
    this.#forget = session.onEnd(() => this.#cancel());
    this.#schedule();
  }

  stop(): void {
    this.#cancel();
    this.#forget();
  }

  #schedule(): void {
    const { clock } = this.#services;
    const now = clock.nowMs();
    // After a stall the missed ones are not made up for.
    this.#dueMs = Math.max(this.#dueMs + this.#intervalMs, now);
    this.#cancel = clock.schedule(this.#dueMs - now, () => {
      this.#session.emit('stats', { endpoints: this.#rows() });
      this.#schedule();
    });
  }

  #rows(): StatsRow[] {
    const rows = [...this.#session.endpoints.values()].map((endpoint) => endpoint.stats());
    if (!this.#services.settings.capitalStates) return rows;
    return rows.map((row) => ({ ...row, state: row.state.replace(/^./, (letter) => letter.toUpperCase()) }));
  }
}

const feeds = new WeakMap<ControlSession, StatsFeed>();

/** Tells the figures of `session` every `intervalMs` from now on, in place of an earlier interval. */
export function feedStats(session: ControlSession, services: ControlServices, intervalMs: number): void {
  stopStats(session);
  feeds.set(session, new StatsFeed(session, services, intervalMs));
}

/** Ends that; without effect when nothing is told. */
export function stopStats(session: ControlSession): void {
  feeds.get(session)?.stop();
  feeds.delete(session);
}
