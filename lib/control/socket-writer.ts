import type { WebSocket } from 'ws';

/** Bytes that may wait for a slow client; above that, nothing is sent until they have left. */
const highWaterBytes = 64 * 1024;

/** Sends on a WebSocket no faster than its client reads. */
export class SocketWriter {
  readonly #socket: WebSocket;
  readonly #onSent: () => void;

  /** `onSent` is called whenever something has left. */
  constructor(socket: WebSocket, onSent: () => void) {
    this.#socket = socket;
    this.#onSent = onSent;
  }

  /** Whether the client lags so far behind that sending has to wait. */
  get isCongested(): boolean {
    return this.#socket.bufferedAmount > highWaterBytes;
  }

  /** Sends a text; resolves at once, or when a slow client has taken what waits. Never rejects. */
  send(text: string): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.send(text, () => {
        this.#onSent();
        resolve();
      });
      if (!this.isCongested) resolve();
    });
  }

  /** Sends a binary frame now, or never when the client lags behind. */
  sendBinary(frame: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN || this.isCongested) return;
    this.#socket.send(frame, () => this.#onSent());
  }

  /** Answers a ping. */
  pong(payload: Buffer): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.pong(payload, undefined, () => this.#onSent());
  }

  /** An empty ping, unless so much waits that it would not arrive. */
  ping(): void {
    if (this.#socket.readyState === this.#socket.OPEN && !this.isCongested) this.#socket.ping();
  }
}
