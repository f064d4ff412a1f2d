import type { CancelTimer, Clock } from '../core/index.js';

/** What the timers of a session watch and do. */
export interface TimedSession {
  /** Sum of what its endpoints say of their activity. */
  activity(): number;
  onIdle(): void;
  onEmpty(): void;
  onAbandoned(): void;
}

/** 0 turns a timeout off. */
export interface SessionTimeouts {
  readonly idleMs: number;
  readonly emptyMs: number;
  readonly disconnectMs: number;
}

const idleLooksPerTimeout = 10;
const shortestLookMs = 100;
const longestLookMs = 5000;

/** The three timeouts of a session: without activity, without endpoints, without a client. */
export class SessionTimers {
  readonly #clock: Clock;
  readonly #timeouts: SessionTimeouts;
  readonly #session: TimedSession;
  #lastActiveMs: number;
  #lastActivity = 0;
  #cancelIdle: CancelTimer | undefined;
  #cancelEmpty: CancelTimer | undefined;
  #cancelDisconnect: CancelTimer | undefined;

  constructor(clock: Clock, timeouts: SessionTimeouts, session: TimedSession) {
    this.#clock = clock;
    this.#timeouts = timeouts;
    this.#session = session;
    this.#lastActiveMs = clock.nowMs();
    this.#lookForActivity();
    this.setEmpty(true);
  }

  /** A command or a packet came. */
  touch(): void {
    this.#lastActiveMs = this.#clock.nowMs();
  }

  setEmpty(empty: boolean): void {
    this.#cancelEmpty?.();
    const { emptyMs } = this.#timeouts;
    if (empty && emptyMs > 0) this.#cancelEmpty = this.#clock.schedule(emptyMs, () => this.#session.onEmpty());
  }

  setOrphaned(orphaned: boolean): void {
    this.#cancelDisconnect?.();
    if (!orphaned) return;
    this.#cancelDisconnect = this.#clock.schedule(this.#timeouts.disconnectMs, () => this.#session.onAbandoned());
  }

  stop(): void {
    for (const cancel of [this.#cancelIdle, this.#cancelEmpty, this.#cancelDisconnect]) cancel?.();
  }

  #lookForActivity(): void {
    const { idleMs } = this.#timeouts;
    if (idleMs === 0) return;
    const lookMs = Math.min(Math.max(idleMs / idleLooksPerTimeout, shortestLookMs), longestLookMs);
    this.#cancelIdle = this.#clock.schedule(lookMs, () => {
      const activity = this.#session.activity();
      if (activity !== this.#lastActivity) this.touch();
      this.#lastActivity = activity;
      if (this.#clock.nowMs() - this.#lastActiveMs >= idleMs) this.#session.onIdle();
      else this.#lookForActivity();
    });
  }
}
