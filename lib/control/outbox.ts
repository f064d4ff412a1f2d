import { type EventTier, eventText } from '../protocol/control/index.js';

/** How many events may wait in each queue. */
export interface OutboxSizes {
  readonly priority: number;
  readonly normal: number;
}

/**
 * Events that wait to be sent on one connection, as text. Full policy: a priority event that finds its queue full goes
 * to the normal one; what finds that full is dropped and counted, and the client is told how many were.
 */
export class Outbox {
  readonly #sizes: OutboxSizes;
  readonly #onDropped: () => void;
  readonly #priority: string[] = [];
  readonly #normal: string[] = [];
  #untold = 0;

  constructor(sizes: OutboxSizes, onDropped: () => void) {
    this.#sizes = sizes;
    this.#onDropped = onDropped;
  }

  /** Events that wait. */
  get size(): number {
    return this.#priority.length + this.#normal.length;
  }

  put(tier: EventTier, text: string): void {
    if (tier === 'priority' && this.#priority.length < this.#sizes.priority) this.#priority.push(text);
    else if (this.#normal.length < this.#sizes.normal) this.#normal.push(text);
    else {
      this.#untold++;
      this.#onDropped();
    }
  }

  takePriority(): string | undefined {
    return this.#priority.shift();
  }

  /** The next normal event; before it, the notice of those that were dropped. */
  takeNormal(): string | undefined {
    return this.#normal.length > 0 ? (this.takeNotice() ?? this.#normal.shift()) : undefined;
  }

  /** An `events.dropped` about what was dropped since the last, or undefined. */
  takeNotice(): string | undefined {
    if (this.#untold === 0) return undefined;
    const count = this.#untold;
    this.#untold = 0;
    return eventText({ event: 'events.dropped', data: { count } });
  }
}
