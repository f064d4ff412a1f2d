import { once } from 'node:events';
import { WebSocket } from 'ws';
import { AsyncQueue } from '../../../lib/core/index.js';
import type { SocketAddress } from '../../../lib/transport/index.js';

/** A message of the server, as it stands on the wire. */
export interface Message {
  readonly id?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: string; readonly message: string };
  readonly event?: string;
  readonly data?: Record<string, unknown>;
  readonly seq?: number;
  readonly session_id?: string;
}

/** A WebSocket client of the control protocol that keeps everything it hears, in order. */
export class Client implements AsyncDisposable {
  readonly socket: WebSocket;
  readonly #messages = new AsyncQueue<Message>(100_000);
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data, isBinary) => {
      if (!isBinary) this.#messages.push(JSON.parse(data.toString()) as Message);
    });
    socket.on('close', () => this.#messages.close());
    socket.on('error', () => undefined);
  }

  static async connect({ port }: Pick<SocketAddress, 'port'>, path = '/', headers = {}): Promise<Client> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    const client = new Client(socket);
    await once(socket, 'open');
    return client;
  }

  /** The next message of any kind. */
  async next(): Promise<Message> {
    const { value, done } = await this.#messages.next(AbortSignal.timeout(8000));
    if (done) throw new Error('the connection is closed');
    return value;
  }

  /** What has come and was not taken. */
  takeAll(): Message[] {
    return this.#messages.takeAll();
  }

  send(text: string): void {
    this.socket.send(text);
  }

  /** Sends a request; returns its id. */
  ask(method: string, params?: unknown, more: object = {}): string {
    const id = `r${++this.#lastId}`;
    this.send(JSON.stringify({ id, method, params, ...more }));
    return id;
  }

  /** Sends a request and takes the next message, which has to be its answer. */
  async request(method: string, params?: unknown, more: object = {}): Promise<Message> {
    const id = this.ask(method, params, more);
    const answer = await this.next();
    if (answer.id !== id) throw new Error(`expected the answer to ${id}, got ${JSON.stringify(answer)}`);
    return answer;
  }

  /** The result of a request. */
  async result(method: string, params?: unknown, more: object = {}): Promise<Record<string, unknown>> {
    const { result, error } = await this.request(method, params, more);
    if (!result) throw new Error(`${method} failed: ${JSON.stringify(error)}`);
    return result;
  }

  /** The code of a failed request. */
  async code(method: string, params?: unknown, more: object = {}): Promise<string | undefined> {
    return (await this.request(method, params, more)).error?.code;
  }

  /** A new session of this connection. */
  async createSession(params?: unknown): Promise<string> {
    return (await this.result('session.create', params))['session_id'] as string;
  }

  /** Closes the connection and waits until it is gone. */
  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate();
    return Promise.resolve();
  }
}
