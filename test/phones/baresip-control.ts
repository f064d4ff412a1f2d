import { connect, type Socket } from 'node:net';
import { until, waitSignal } from './until.js';

/** What the phone tells: `CALL_ESTABLISHED`, `CALL_CLOSED`, `CALL_DTMF_START`… */
export interface BaresipEvent {
  readonly type: string;
  readonly param?: string;
}

interface Reply {
  readonly ok: boolean;
  readonly data: string;
  readonly token?: string;
}

/** The phone's control port: JSON in netstrings over TCP, requests answered by token, events in between. */
export class BaresipControl {
  readonly events: BaresipEvent[] = [];
  readonly #socket: Socket;
  readonly #replies = new Map<string, Reply>();
  #pending = Buffer.alloc(0);
  #nextToken = 1;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => this.#receive(bytes));
    // The phone may end first; waits for it then fail by their own signal.
    socket.on('error', () => {});
  }

  static async connect(port: number, signal?: AbortSignal): Promise<BaresipControl> {
    const ends = waitSignal(signal);
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
      ends.addEventListener('abort', () => reject(ends.reason), { once: true });
    });
    return new BaresipControl(socket);
  }

  async command(command: string, params: string, signal?: AbortSignal): Promise<string> {
    const token = String(this.#nextToken++);
    const text = JSON.stringify({ command, params, token });
    this.#socket.write(`${Buffer.byteLength(text)}:${text},`);
    const reply = await until(`the phone took ${command}`, () => this.#replies.get(token), { signal, everyMs: 10 });
    if (!reply.ok) throw new Error(`the phone refused ${command} ${params}: ${reply.data}`);
    return reply.data;
  }

  /** The first event of that type, once there is one. */
  waitFor(type: string, signal?: AbortSignal): Promise<BaresipEvent> {
    return until(`the phone told ${type}`, () => this.events.find((event) => event.type === type), {
      signal,
      everyMs: 10,
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    for (;;) {
      const colon = this.#pending.indexOf(':');
      const length = Number(this.#pending.toString('latin1', 0, Math.max(colon, 0)));
      const end = colon + 1 + length;
      if (colon < 0 || this.#pending.length < end + 1) return;
      const message = JSON.parse(this.#pending.toString('utf8', colon + 1, end)) as BaresipEvent & Reply;
      this.#pending = this.#pending.subarray(end + 1);
      if (message.token !== undefined) this.#replies.set(message.token, message);
      else if (message.type !== undefined) this.events.push(message);
    }
  }
}
