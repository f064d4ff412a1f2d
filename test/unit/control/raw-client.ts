import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A TCP client that sends what it likes and keeps what comes back. */
export class RawClient implements Disposable {
  readonly socket: Socket;
  #received = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
    socket.on('error', () => undefined);
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    const client = new RawClient(socket);
    await once(socket, 'connect');
    return client;
  }

  get received(): string {
    return this.#received.toString('latin1');
  }

  send(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  /** Everything that came until the server ended the connection. */
  async ended(): Promise<string> {
    const endMs = performance.now() + 5000;
    while (!this.socket.readableEnded && !this.socket.closed) {
      if (performance.now() > endMs) throw new Error(`the connection goes on after ${this.received}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return this.received;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** The head of a WebSocket handshake (RFC 6455 section 1.3). */
export const handshake = [
  'GET /control HTTP/1.1',
  'Host: localhost',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  '\r\n',
].join('\r\n');
