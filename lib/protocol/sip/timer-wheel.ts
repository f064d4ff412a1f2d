import type { CancelTimer, Clock } from '../../core/clock.js';

/** A timer that can be cancelled; cancelling twice does nothing. */
export interface WheelTimer {
  cancel(): void;
}

class Entry implements WheelTimer {
  previous: Entry | undefined;
  next: Entry | undefined;
  wheel: TimerWheel | undefined;
  callback: (() => void) | undefined;
  tick = 0;

  cancel(): void {
    this.wheel?.remove(this);
  }
}

const tickMs = 10;
const slotCount = 4096;

/**
 * Thousands of protocol timers on one timer of the clock: scheduling and cancelling are O(1). Timers fire up to 10 ms
 * late, never early. While nothing is scheduled the clock is not used.
 */
export class TimerWheel {
  readonly #clock: Clock;
  readonly #slots: (Entry | undefined)[] = new Array<Entry | undefined>(slotCount).fill(undefined);
  readonly #originMs: number;
  #doneTick = 0;
  #count = 0;
  #cancelWake: CancelTimer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#originMs = clock.nowMs();
  }

  /** Timers that have not fired. */
  get size(): number {
    return this.#count;
  }

  /** Calls `callback` once, `delayMs` from now. */
  schedule(delayMs: number, callback: () => void): WheelTimer {
    const nowMs = this.#clock.nowMs() - this.#originMs;
    if (this.#count === 0) this.#doneTick = Math.max(this.#doneTick, Math.floor(nowMs / tickMs));
    const entry = new Entry();
    entry.wheel = this;
    entry.callback = callback;
    entry.tick = Math.max(this.#doneTick + 1, Math.ceil((nowMs + delayMs) / tickMs));
    this.#insert(entry);
    if (!this.#cancelWake) this.#scheduleWake();
    return entry;
  }

  /** Drops every timer. */
  clear(): void {
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    for (const first of this.#slots) {
      for (let entry = first; entry; entry = entry.next) entry.wheel = undefined;
    }
    this.#slots.fill(undefined);
    this.#count = 0;
  }

  /** Takes `entry` out; called by the entry itself. */
  remove(entry: Entry): void {
    if (entry.previous) entry.previous.next = entry.next;
    else this.#slots[entry.tick % slotCount] = entry.next;
    if (entry.next) entry.next.previous = entry.previous;
    entry.previous = entry.next = entry.wheel = entry.callback = undefined;
    this.#count--;
  }

  #insert(entry: Entry): void {
    const slot = entry.tick % slotCount;
    const first = this.#slots[slot];
    entry.next = first;
    if (first) first.previous = entry;
    this.#slots[slot] = entry;
    this.#count++;
  }

  #scheduleWake(): void {
    const dueMs = this.#originMs + (this.#doneTick + 1) * tickMs - this.#clock.nowMs();
    this.#cancelWake = this.#clock.schedule(Math.max(0, dueMs), this.#onWake);
  }

  readonly #onWake = (): void => {
    this.#cancelWake = undefined;
    const nowTick = Math.floor((this.#clock.nowMs() - this.#originMs) / tickMs);
    const last = Math.min(nowTick, this.#doneTick + slotCount);
    const due: Entry[] = [];
    for (let tick = this.#doneTick + 1; tick <= last; tick++) this.#collect(tick, nowTick, due);
    this.#doneTick = Math.max(this.#doneTick, nowTick);
    if (due.length > 1) due.sort((a, b) => a.tick - b.tick);
    for (const entry of due) this.#fire(entry);
    if (this.#count > 0 && !this.#cancelWake) this.#scheduleWake();
  };

  #collect(tick: number, nowTick: number, due: Entry[]): void {
    for (let entry = this.#slots[tick % slotCount]; entry; entry = entry.next) {
      if (entry.tick <= nowTick) due.push(entry);
    }
  }

  // A timer that an earlier one of the same tick cancelled has lost its callback.
  #fire(entry: Entry): void {
    const { callback } = entry;
    if (!callback) return;
    entry.cancel();
    callback();
  }
}
