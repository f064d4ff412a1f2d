import { CommandError } from '../protocol/control/index.js';
import type { ControlSession } from './control-session.js';

/** Sessions that one connection may hold beside its own. Full policy: refused. */
const maximumMultiplexed = 1000;

/** The sessions of one connection: its own, and by extension others that requests name by `session_id`. */
export class SessionBindings {
  #own: ControlSession | null = null;
  readonly #multiplexed = new Map<string, ControlSession>();
  /** Also those no longer bound: their last events are still to come. */
  readonly #named = new WeakSet<ControlSession>();

  /** The session a request means, dead or alive; null when there is none. */
  find(sessionId: string | undefined): ControlSession | null {
    if (sessionId === undefined) return this.#own;
    if (this.#own?.id === sessionId) return this.#own;
    return this.#multiplexed.get(sessionId) ?? null;
  }

  /** @throws CommandError SESSION_ALREADY_BOUND when a further session has no place here. */
  assertRoom(multiplex: boolean): void {
    if (!multiplex && this.#own !== null) {
      throw new CommandError(
        'SESSION_ALREADY_BOUND',
        'This connection already has a session: destroy it first, or ask for one more with "extensions":{"multiplex":true}.',
      );
    }
    if (multiplex && this.#multiplexed.size >= maximumMultiplexed) {
      throw new CommandError('SESSION_ALREADY_BOUND', `This connection already has ${maximumMultiplexed} sessions.`);
    }
  }

  bind(session: ControlSession, multiplex: boolean): void {
    if (multiplex) {
      this.#multiplexed.set(session.id, session);
      this.#named.add(session);
    } else this.#own = session;
  }

  unbind(session: ControlSession): void {
    this.#multiplexed.delete(session.id);
    if (this.#own === session) this.#own = null;
  }

  /** Whether events of `session` carry its id. */
  isNamed(session: ControlSession): boolean {
    return this.#named.has(session);
  }

  [Symbol.iterator](): Iterator<ControlSession> {
    return [...(this.#own ? [this.#own] : []), ...this.#multiplexed.values()].values();
  }
}
