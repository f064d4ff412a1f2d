import type { DigitSource } from './call-events.js';

/** Two sources announce one press at most this far apart. */
const pairingWindowMs = 1000;
/** More presses than any thumb makes in that time; a flood of announcements must not cost more. */
const maxRecent = 64;

interface Press {
  readonly digit: string;
  readonly atMs: number;
  readonly sources: Set<DigitSource>;
}

/**
 * Decides which announcements are a new press. A phone may announce one press as an RFC 4733 event, as a tone and by
 * SIP INFO at once; each announcement of one source is paired with at most one of another source within a second.
 * Two announcements of the same source are always two presses, so fast double presses stay two.
 */
export class DigitMerger {
  #recent: Press[] = [];

  /** Whether this announcement is a press not known before. */
  accept(digit: string, source: DigitSource, nowMs: number): boolean {
    this.#recent = this.#recent.filter((press) => nowMs - press.atMs <= pairingWindowMs);
    const known = this.#recent.find((press) => press.digit === digit && !press.sources.has(source));
    if (known) {
      known.sources.add(source);
      return false;
    }
    if (this.#recent.length === maxRecent) this.#recent.shift();
    this.#recent.push({ digit, atMs: nowMs, sources: new Set([source]) });
    return true;
  }
}
