import type { ControlSession } from './control-session.js';

interface Turn {
  readonly endpointId: string;
  readonly endsAtMs: number;
}

/** Packets after a digit's end that say so once more, 20 ms apart. */
const tailMs = 40;
const stepMs = 20;

/** Sees to it that a session sends one digit at a time. */
class DigitTurns {
  readonly #turns = new WeakMap<ControlSession, Turn>();

  /** Whether a digit of this session is still on its way. */
  isTaken(session: ControlSession, nowMs: number): boolean {
    return nowMs < (this.#turns.get(session)?.endsAtMs ?? 0);
  }

  take(session: ControlSession, endpointId: string, nowMs: number, durationMs: number): void {
    const endsAtMs = nowMs + Math.ceil(durationMs / stepMs) * stepMs + tailMs;
    this.#turns.set(session, { endpointId, endsAtMs });
  }

  /** Its endpoint is gone. */
  discard(session: ControlSession, endpointId: string): void {
    if (this.#turns.get(session)?.endpointId === endpointId) this.#turns.delete(session);
  }
}

/** Of all sessions of this process. */
export const digitTurns = new DigitTurns();
