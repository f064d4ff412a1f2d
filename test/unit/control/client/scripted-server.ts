import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** A request as it came. */
export interface Received {
  readonly id: string;
  readonly method: string;
  readonly params?: Record<string, unknown>;
  readonly session_id?: string;
}

/** A WebSocket server that answers with literal texts of the protocol's reference. */
export class ScriptedServer implements AsyncDisposable {
  readonly received: Received[] = [];
  readonly connections: { readonly socket: WebSocket; readonly request: IncomingMessage }[] = [];
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer) {
    this.#server = server;
  }

  /** `answer` gives the texts to send for a request, `$id` standing for its id. */
  static async start(answer: (request: Received) => readonly string[], port = 0): Promise<ScriptedServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port });
    const scripted = new ScriptedServer(server);
    server.on('connection', (socket, request) => {
      scripted.connections.push({ socket, request });
      socket.on('message', (data) => {
        const message = JSON.parse(data.toString()) as Received;
        scripted.received.push(message);
        for (const text of answer(message)) socket.send(text.replace('$id', message.id));
      });
    });
    await once(server, 'listening');
    return scripted;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** What was asked, without ids. */
  get methods(): string[] {
    return this.received.map(({ method }) => method);
  }

  /** Sends a text on the newest connection. */
  say(text: string): void {
    this.connections.at(-1)?.socket.send(text);
  }

  /** Breaks all connections without a goodbye. */
  drop(): void {
    for (const { socket } of this.connections) socket.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
