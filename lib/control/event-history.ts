import type { EventTier } from '../protocol/control/index.js';

/** An event of a session, ready to be sent. */
export interface SessionEvent {
  readonly event: string;
  readonly data: object;
  readonly tier: EventTier;
  /** Its number in the session, from 1; only where the client asked for numbers. */
  readonly seq?: number;
}

const maximumEvents = 1000;

/** Numbers a session's events and keeps the last ones. Full policy: the oldest is forgotten. */
export class EventHistory {
  readonly #events: (SessionEvent & { readonly seq: number })[] = [];
  #lastSeq = 0;

  /** Numbers and keeps an event. */
  add(event: SessionEvent): SessionEvent {
    const numbered = { ...event, seq: ++this.#lastSeq };
    this.#events.push(numbered);
    if (this.#events.length > maximumEvents) this.#events.shift();
    return numbered;
  }

  /** The events after number `seq` that are still known, and how many are not. */
  since(seq: number): { readonly events: readonly SessionEvent[]; readonly lost: number } {
    const events = this.#events.filter((event) => event.seq > seq);
    return { events, lost: Math.max(0, this.#lastSeq - seq - events.length) };
  }
}
