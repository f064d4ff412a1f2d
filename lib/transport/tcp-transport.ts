import { connect, createServer, isIPv6, type Server, type Socket } from 'node:net';
import { bindError } from './bind-error.js';
import { type Flow, formatSocketAddress, type SocketAddress } from './flow.js';
import type { MessageFramer } from './message-framer.js';
import { TcpFlow, type TcpFlowHost } from './tcp-flow.js';
import { newCounters, type Transport, type TransportCounters, type TransportListener } from './transport.js';

/** Where to listen, whom to tell, and what a connection may cost. */
export interface TcpTransportOptions {
  /** IPv4 or IPv6 literal; a wildcard listens on all of that family. */
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly listener: TransportListener;
  /** Cuts the bytes of one connection into messages. */
  readonly createFramer: () => MessageFramer;
  /** Connections at once; further ones are closed on arrival. 10,000 unless given. */
  readonly maximumConnections?: number;
  /** Silence after which a connection is closed. 10 minutes unless given. */
  readonly idleTimeoutMs?: number;
  /** Unsent bytes after which a peer counts as not reading and is dropped. 1 MiB unless given. */
  readonly maximumUnsentBytes?: number;
}

/** Messages over the connections of one TCP listener, and over those it opens itself. */
export class TcpTransport implements Transport {
  readonly protocol = 'tcp';
  readonly local: SocketAddress;
  readonly counters: TransportCounters = newCounters();
  readonly #server: Server;
  readonly #options: TcpTransportOptions;
  readonly #flows = new Map<string, TcpFlow>();
  #closed = false;

  private constructor(server: Server, options: TcpTransportOptions) {
    const bound = server.address();
    const port = typeof bound === 'object' && bound ? bound.port : options.port;
    this.local = { address: options.address, port };
    this.#server = server;
    this.#options = options;
    server.on('connection', (socket) => this.#accept(socket));
    server.on('error', () => this.counters.connectionsRefused++);
  }

  /** Binds the listener. Rejects with ADDRESS_IN_USE or NETWORK_FAILED. */
  static open(options: TcpTransportOptions): Promise<TcpTransport> {
    const { address, port } = options;
    const server = createServer({ noDelay: true });
    return new Promise((resolve, reject) => {
      const fail = (cause: Error): void => reject(bindError('tcp', { address, port }, cause));
      server.once('error', fail);
      server.listen({ host: address, port, exclusive: true, ipv6Only: isIPv6(address) }, () => {
        server.off('error', fail);
        resolve(new TcpTransport(server, options));
      });
    });
  }

  /** Open connections. */
  get size(): number {
    return this.#flows.size;
  }

  flowTo(remote: SocketAddress): Flow {
    const open = this.#flows.get(formatSocketAddress(remote));
    if (open && !open.closed) return open;
    const socket = connect({ host: remote.address, port: remote.port, noDelay: true });
    return this.#adopt(socket, remote);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const freed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const flow of this.#flows.values()) flow.close();
    await freed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #accept(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    const full = this.#flows.size >= (this.#options.maximumConnections ?? 10_000);
    if (full || this.#closed || remoteAddress === undefined || remotePort === undefined) {
      this.counters.connectionsRefused++;
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    this.#adopt(socket, { address: remoteAddress, port: remotePort });
  }

  #adopt(socket: Socket, remote: SocketAddress): TcpFlow {
    const key = formatSocketAddress(remote);
    const host: TcpFlowHost = {
      counters: this.counters,
      framer: this.#options.createFramer(),
      fallbackLocal: this.local,
      maximumUnsentBytes: this.#options.maximumUnsentBytes ?? 1024 * 1024,
      idleTimeoutMs: this.#options.idleTimeoutMs ?? 600_000,
      onMessage: (bytes, flow) => this.#listener.onMessage(bytes, flow),
      onClosed: (flow) => {
        if (this.#flows.get(key) === flow) this.#flows.delete(key);
        this.#listener.onFlowClosed?.(flow);
      },
    };
    const flow = new TcpFlow(socket, remote, host);
    this.#flows.set(key, flow);
    return flow;
  }

  get #listener(): TransportListener {
    return this.#options.listener;
  }
}
