import type { Socket } from 'node:net';
import type { Flow, SocketAddress } from './flow.js';
import type { MessageFramer } from './message-framer.js';
import type { TransportCounters } from './transport.js';

/** What a connection needs from its transport. */
export interface TcpFlowHost {
  readonly counters: TransportCounters;
  readonly framer: MessageFramer;
  readonly fallbackLocal: SocketAddress;
  readonly maximumUnsentBytes: number;
  readonly idleTimeoutMs: number;
  readonly onMessage: (bytes: Buffer, flow: Flow) => void;
  readonly onClosed: (flow: TcpFlow) => void;
}

const pong = Buffer.from('\r\n');

/** One TCP connection. */
export class TcpFlow implements Flow {
  readonly protocol = 'tcp';
  readonly reliable = true;
  readonly remote: SocketAddress;
  readonly #socket: Socket;
  readonly #host: TcpFlowHost;
  #local: SocketAddress | undefined;
  #closed = false;

  constructor(socket: Socket, remote: SocketAddress, host: TcpFlowHost) {
    this.#socket = socket;
    this.#host = host;
    this.remote = { address: remote.address, port: remote.port };
    socket.setTimeout(host.idleTimeoutMs, () => this.#drop());
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => this.#host.counters.sendErrors++);
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      this.#closed = true;
      host.onClosed(this);
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  get local(): SocketAddress {
    const { localAddress, localPort } = this.#socket;
    if (localAddress !== undefined && localPort !== undefined) this.#local = { address: localAddress, port: localPort };
    return this.#local ?? this.#host.fallbackLocal;
  }

  send(bytes: Uint8Array): void {
    if (this.#closed || !this.#socket.writable) {
      this.#host.counters.sendErrors++;
      return;
    }
    // A peer that does not read would make us buffer without end.
    if (this.#socket.writableLength + bytes.length > this.#host.maximumUnsentBytes) {
      this.#drop();
      return;
    }
    this.#host.counters.messagesOut++;
    this.#socket.write(bytes);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.destroySoon();
  }

  #receive(chunk: Buffer): void {
    for (const output of this.#host.framer.push(chunk)) {
      if (this.#closed) return;
      if (output.type === 'ping') this.#socket.write(pong);
      else if (output.type === 'broken') this.#break(output.bytes);
      else this.#deliver(output.bytes);
    }
  }

  // The message that broke the stream is still delivered, so that its sender is told before the connection ends.
  #break(bytes: Buffer): void {
    this.#deliver(bytes);
    this.#host.counters.connectionsDropped++;
    this.close();
  }

  #deliver(bytes: Buffer): void {
    this.#host.counters.messagesIn++;
    this.#host.onMessage(bytes, this);
  }

  #drop(): void {
    this.#host.counters.connectionsDropped++;
    this.#closed = true;
    this.#socket.destroy();
  }
}
