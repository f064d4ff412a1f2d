import { CommandError, type SessionRow } from '../protocol/control/index.js';
import { ControlSession, type SessionOwner } from './control-session.js';
import type { ControlServices } from './services.js';
import { takeCensus } from './session-census.js';

/** Every session of a server. */
export class SessionRegistry {
  readonly #services: ControlServices;
  readonly #sessions = new Map<string, ControlSession>();
  readonly #ending = new Set<Promise<void>>();
  readonly #onEmpty = new Set<() => void>();
  #shuttingDown = false;

  constructor(services: ControlServices) {
    this.#services = services;
    services.metrics.watch(() => takeCensus(this.#sessions.values()));
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Sessions that a client owns. */
  get ownedCount(): number {
    return [...this.#sessions.values()].filter(({ state, ended }) => state === 'active' && !ended).length;
  }

  /** Whether no session is created any more. */
  get shuttingDown(): boolean {
    return this.#shuttingDown;
  }

  /** Whether there are as many sessions as there may be. */
  get isFull(): boolean {
    const { maxSessions } = this.#services.settings;
    return maxSessions > 0 && this.#sessions.size >= maxSessions;
  }

  /** A session of `owner`. @throws CommandError MAX_SESSIONS_REACHED, SHUTTING_DOWN. */
  create(owner: SessionOwner, options: { readonly replay: boolean }): ControlSession {
    const { metrics, logger, settings } = this.#services;
    if (this.#shuttingDown) throw new CommandError('SHUTTING_DOWN', 'The server is shutting down.');
    if (this.isFull) {
      throw new CommandError('MAX_SESSIONS_REACHED', `The maximum of ${settings.maxSessions} sessions is reached.`);
    }
    const session = new ControlSession(this.#services, owner, {
      replay: options.replay,
      onEnded: () => this.#forget(session),
    });
    this.#sessions.set(session.id, session);
    metrics.sessionCreated();
    logger.info('Session created', { sessionId: session.id });
    return session;
  }

  /** A session that has not ended. */
  find(id: string): ControlSession | undefined {
    const session = this.#sessions.get(id);
    return session?.ended ? undefined : session;
  }

  list(): SessionRow[] {
    return [...this.#sessions.values()].map((session) => session.row());
  }

  /** The owner of `session` is gone: it waits for another, or ends when the server does. */
  orphan(session: ControlSession): void {
    if (session.ended) return;
    session.orphan();
    this.#services.logger.info('Session orphaned', { sessionId: session.id });
    if (this.#shuttingDown) void session.end();
  }

  /** Creates no more sessions, ends the orphaned ones, and resolves when the last of the others is gone. */
  async drain(): Promise<void> {
    this.#shuttingDown = true;
    for (const session of this.#sessions.values()) if (session.state === 'orphaned') void session.end();
    while (this.#sessions.size > 0) await new Promise<void>((resolve) => this.#onEmpty.add(resolve));
    await Promise.allSettled(this.#ending);
  }

  /** Ends every session and waits for their recordings. */
  async close(): Promise<void> {
    this.#shuttingDown = true;
    await Promise.allSettled([...this.#sessions.values()].map((session) => session.end()));
    await Promise.allSettled(this.#ending);
  }

  #forget(session: ControlSession): void {
    const ended = session.end();
    this.#ending.add(ended);
    void ended.finally(() => this.#ending.delete(ended));
    this.#sessions.delete(session.id);
    this.#services.logger.info('Session ended', { sessionId: session.id });
    if (this.#sessions.size > 0) return;
    for (const resolve of this.#onEmpty) resolve();
    this.#onEmpty.clear();
  }
}
