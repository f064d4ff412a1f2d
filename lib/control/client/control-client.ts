import { EventEmitter, type Listener, OssicleError, type Unsubscribe } from '../../core/index.js';
import type { EventName, MethodInput, MethodName, MethodResult, SessionRow } from '../../protocol/control/index.js';
import { ClientSession } from './client-session.js';
import { ConnectionKeeper } from './connection-keeper.js';
import { type Answer, lostBefore, PendingRequests } from './pending-requests.js';
import type { SocketTarget } from './socket.js';
import { StreamRoutes } from './stream-routes.js';
import { withinTime } from './within-time.js';

/** How to connect, and what to do when the connection is lost. */
export interface ControlClientOptions {
  /** Bearer token, where the server asks for one. */
  readonly token?: string;
  /** How long to try to come back after a loss; 30,000 by default, as long as servers keep sessions; 0: not at all. */
  readonly reconnectMs?: number;
  /** How long a request may take, waiting for the connection included; 15,000 by default. */
  readonly requestTimeoutMs?: number;
  /** Ends the first attempt to connect. */
  readonly signal?: AbortSignal;
}

/** Limits of one request. */
export interface RequestOptions {
  /** The answer is not waited for any more; the server may carry out the request all the same. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** What becomes of the connection. */
export interface ControlClientEvents {
  lost: Record<never, never>;
  /** Sessions have been taken up again before. */
  back: Record<never, never>;
  /** It did not come back in time, or `close()`; all sessions have ended. */
  closed: Record<never, never>;
}

interface Message extends Partial<Answer> {
  readonly event?: EventName;
  readonly data?: unknown;
  readonly session_id?: string;
  readonly seq?: number;
}

/**
 * A connection to a media server that speaks the control protocol (`docs/control.md`), in Node and in browsers. When it
 * is lost it comes back, takes up its sessions and, where the server can tell them again, the events missed.
 *
 * @example
 * await using client = await ControlClient.connect('ws://127.0.0.1:9100');
 * await using session = await client.createSession();
 * const { endpoint_id, sdp_offer } = await session.request('endpoint.create_offer', { type: 'rtp' });
 */
export class ControlClient implements AsyncDisposable {
  readonly #keeper: ConnectionKeeper;
  readonly #requests = new PendingRequests();
  readonly #sessions = new Map<string, ClientSession>();
  readonly #streams = new StreamRoutes();
  readonly #emitter = new EventEmitter<ControlClientEvents>();
  readonly #timeoutMs: number;
  #closed = false;

  private constructor(target: SocketTarget, { reconnectMs = 30_000, requestTimeoutMs = 15_000 }: ControlClientOptions) {
    this.#timeoutMs = requestTimeoutMs;
    const listener = {
      onMessage: (data: unknown) => this.#receive(data),
      onLost: (closeCode: number) => this.#lost(closeCode),
      onBack: () => this.#reattach(),
      onGivenUp: () => void this.close(),
    };
    this.#keeper = new ConnectionKeeper(target, listener, reconnectMs);
  }

  /**
   * Connects to `url`, `ws://host:9100` or `wss://…`.
   *
   * @throws OssicleError NETWORK_FAILED, ABORTED, INVALID_ARGUMENT.
   */
  static async connect(url: string, options: ControlClientOptions = {}): Promise<ControlClient> {
    const { token, signal } = options;
    const client = new ControlClient({ url, ...(token !== undefined && { token }) }, options);
    await client.#keeper.open(signal);
    return client;
  }

  get connected(): boolean {
    return this.#keeper.connected;
  }

  /** Those that are not over. */
  get sessions(): readonly ClientSession[] {
    return [...this.#sessions.values()];
  }

  on<Name extends keyof ControlClientEvents>(event: Name, listener: Listener<ControlClientEvents[Name]>): Unsubscribe {
    return this.#emitter.on(event, listener);
  }

  /**
   * A new session. The first of a connection works with every server of the protocol, further ones need one that knows
   * several on a connection.
   *
   * @throws OssicleError as `ClientSession.request`.
   */
  async createSession(options: RequestOptions = {}): Promise<ClientSession> {
    const multiplex = this.#needsNames();
    const params = { extensions: { replay: true, multiplex } };
    const { session_id: id } = await this.#call('session.create', params, options);
    return this.#adopt(id, multiplex);
  }

  /**
   * Takes over a session whose connection was lost, of another process for example.
   *
   * @throws OssicleError as `ClientSession.request`.
   */
  async attachSession(sessionId: string, options: RequestOptions = {}): Promise<ClientSession> {
    const multiplex = this.#needsNames();
    await this.#call('session.attach', { session_id: sessionId, extensions: { multiplex } }, options);
    return this.#adopt(sessionId, multiplex);
  }

  /** Every session on the server. @throws OssicleError as `ClientSession.request`. */
  async listSessions(options: RequestOptions = {}): Promise<readonly SessionRow[]> {
    return (await this.#call('session.list', undefined, options)).sessions;
  }

  /** Closes the connection. Sessions go on at the server for its time of grace; destroy them to end them at once. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#keeper.close();
    this.#requests.fail((method) => new OssicleError('CLOSED', `The client was closed before ${method} was answered.`));
    for (const session of this.sessions) session.end('closed');
    this.#emitter.emit('closed', {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Whether the connection's own place is taken, so that a further session must be named in each message. */
  #needsNames(): boolean {
    return this.sessions.some(({ multiplexed }) => !multiplexed);
  }

  #adopt(id: string, multiplexed: boolean): ClientSession {
    const session = new ClientSession(id, multiplexed, {
      request: (method, params, options) => this.#call(method, params, options, multiplexed ? id : undefined),
      receiveAudio: (number, receive) => this.#streams.add(number, receive),
      sendAudio: (frame) => this.#sendAudio(frame),
    });
    this.#sessions.set(id, session);
    session.on('ended', () => void this.#sessions.delete(id));
    return session;
  }

  async #call<Name extends MethodName>(
    method: Name,
    params: MethodInput<Name> | undefined,
    options: RequestOptions,
    sessionId?: string,
  ): Promise<MethodResult<Name>> {
    if (this.#closed) throw new OssicleError('CLOSED', 'The client is closed.');
    const { signal, timeoutMs = this.#timeoutMs } = options;
    const begin = Date.now();
    // Where there is a connection the request leaves before this returns: audio sent afterwards comes after it.
    if (this.#keeper.coming) await withinTime(this.#keeper.coming, { method, timeoutMs, ...(signal && { signal }) });
    const rest = { timeoutMs: Math.max(1, timeoutMs - (Date.now() - begin)), ...(signal && { signal }) };
    // Servers want an object for every method that has parameters, be they all left out.
    return (await this.#send(method, params ?? {}, rest, sessionId)) as MethodResult<Name>;
  }

  #send(
    method: string,
    params: unknown,
    limits: { timeoutMs: number; signal?: AbortSignal },
    sessionId?: string,
  ): Promise<unknown> {
    return this.#requests.begin(method, limits, (id) =>
      this.#keeper.send(JSON.stringify({ id, method, params, session_id: sessionId })),
    );
  }

  #sendAudio(frame: Uint8Array): boolean {
    const { connected, bufferedBytes } = this.#keeper;
    if (!connected || bufferedBytes > longestBacklogBytes) return false;
    this.#keeper.send(frame);
    return true;
  }

  #receive(data: unknown): void {
    if (data instanceof ArrayBuffer) return this.#streams.receive(new Uint8Array(data));
    const message = parsed(data);
    if (message === undefined) return;
    if (message.event === undefined) this.#requests.settle({ id: '', ...message });
    else this.#sessionOf(message.session_id)?.receive(message.event, message.data, message.seq);
  }

  #sessionOf(sessionId: string | undefined): ClientSession | undefined {
    if (sessionId !== undefined) return this.#sessions.get(sessionId);
    return this.sessions.find(({ multiplexed }) => !multiplexed);
  }

  #lost(closeCode: number): void {
    this.#requests.fail((method) => lostBefore(method, closeCode));
    this.#emitter.emit('lost', {});
  }

  async #reattach(): Promise<void> {
    await Promise.all(this.sessions.map((session) => this.#takeUp(session)));
    this.#emitter.emit('back', {});
  }

  /** The server may not have noticed yet that the old connection is gone. */
  async #takeUp(session: ClientSession): Promise<void> {
    const extensions = { since: session.lastSeq, multiplex: session.multiplexed };
    const params = { session_id: session.id, extensions };
    for (let attempt = 1; this.#keeper.connected; attempt++) {
      try {
        const answer = await this.#send('session.attach', params, { timeoutMs: this.#timeoutMs });
        const { replayed = 0, lost = 0 } = answer as MethodResult<'session.attach'>;
        return session.reattached(replayed, lost);
      } catch (error) {
        if (!(error instanceof OssicleError) || error.code === 'CONNECTION_LOST') return;
        if (error.details['code'] !== 'SESSION_NOT_ORPHANED' || attempt === takeUpAttempts) return session.end('lost');
        await new Promise((resolve) => setTimeout(resolve, takeUpPauseMs));
      }
    }
  }
}

const takeUpAttempts = 50;
const takeUpPauseMs = 200;
/** Audio that waits to be sent; ten seconds at 48 kHz. */
const longestBacklogBytes = 1 << 20;

function parsed(data: unknown): Message | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}
