import { OssicleError } from '../../core/index.js';
import { openSocket, type Socket, type SocketTarget } from './socket.js';

/** What a client does with its connection. */
export interface ConnectionListener {
  onMessage(data: unknown): void;
  /** The connection is gone; another one is being made. */
  onLost(closeCode: number): void;
  /** There is a new connection; requests wait until this resolves. */
  onBack(): Promise<void>;
  /** No further attempt is made. */
  onGivenUp(error: unknown): void;
}

const firstDelayMs = 100;
const longestDelayMs = 5000;

/** Keeps one WebSocket open: after a loss it tries again, at first soon, then every five seconds. */
export class ConnectionKeeper {
  readonly #target: SocketTarget;
  readonly #listener: ConnectionListener;
  readonly #patienceMs: number;
  readonly #closing = new AbortController();
  #socket: Socket | undefined;
  #coming: Promise<void> | undefined;

  /** `patienceMs`: how long attempts go on after a loss; 0 for none. */
  constructor(target: SocketTarget, listener: ConnectionListener, patienceMs: number) {
    this.#target = target;
    this.#listener = listener;
    this.#patienceMs = patienceMs;
  }

  /** The first connection; a failure is not retried. @throws OssicleError NETWORK_FAILED, ABORTED, INVALID_ARGUMENT. */
  async open(signal: AbortSignal | undefined): Promise<void> {
    this.#use(await openSocket(this.#target, signal));
  }

  /** While the connection is away: settles when it is back and its sessions have been taken up again, or given up. */
  get coming(): Promise<void> | undefined {
    return this.#coming;
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  /** @throws OssicleError CONNECTION_LOST when there is no connection. */
  send(data: string | Uint8Array): void {
    if (this.#socket === undefined)
      throw new OssicleError('CONNECTION_LOST', 'There is no connection to the media server.');
    this.#socket.send(data);
  }

  /** Bytes that wait to be sent. */
  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  close(): void {
    this.#closing.abort();
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket) [socket.onclose, socket.onmessage] = [null, null];
    socket?.close();
  }

  #use(socket: Socket): void {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#listener.onMessage(data);
    socket.onclose = ({ code }) => {
      this.#socket = undefined;
      this.#coming = this.#reconnect();
      this.#coming.catch(() => undefined);
      this.#listener.onLost(code);
    };
  }

  async #reconnect(): Promise<void> {
    const until = Date.now() + this.#patienceMs;
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(2 * delayMs, longestDelayMs)) {
      // Clients of one server that went away do not come back all at once.
      await this.#pause(delayMs * (0.5 + Math.random() / 2));
      try {
        if (Date.now() > until)
          throw new OssicleError('CONNECTION_LOST', 'The connection to the media server is lost.');
        this.#use(await openSocket(this.#target, this.#closing.signal));
        break;
      } catch (error) {
        if (Date.now() + delayMs <= until && !this.#closing.signal.aborted) continue;
        this.#listener.onGivenUp(error);
        throw error;
      }
    }
    const coming = this.#coming;
    await this.#listener.onBack();
    // After another loss meanwhile, it is the next connection that counts.
    if (this.#coming === coming) this.#coming = undefined;
    else await this.#coming;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#closing;
      const timer = setTimeout(resolve, ms);
      signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });
  }
}
