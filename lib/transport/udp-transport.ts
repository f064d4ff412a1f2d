import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { bindError } from './bind-error.js';
import type { Flow, SocketAddress } from './flow.js';
import { RouteAddresses } from './route-addresses.js';
import { newCounters, type Transport, type TransportCounters, type TransportListener } from './transport.js';

const receiveBufferBytes = 4 * 1024 * 1024;

/** Where to listen and whom to tell. */
export interface UdpTransportOptions {
  /** IPv4 or IPv6 literal; a wildcard listens on all of that family. */
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly listener: TransportListener;
}

/** Messages over one UDP socket. */
export class UdpTransport implements Transport {
  readonly protocol = 'udp';
  readonly local: SocketAddress;
  readonly counters: TransportCounters = newCounters();
  readonly #socket: Socket;
  readonly #listener: TransportListener;
  readonly #wildcard: boolean;
  readonly #routes = new RouteAddresses();
  #closed = false;

  private constructor(socket: Socket, listener: TransportListener) {
    const { address, port } = socket.address();
    this.local = { address, port };
    this.#socket = socket;
    this.#listener = listener;
    this.#wildcard = address === '0.0.0.0' || address === '::';
    socket.on('message', (bytes, from) => this.#receive(bytes, from));
    // An ICMP answer to an earlier datagram arrives here; timers deal with the loss.
    socket.on('error', () => this.counters.sendErrors++);
  }

  /** Binds the socket. Rejects with ADDRESS_IN_USE or NETWORK_FAILED. */
  static open({ address, port, listener }: UdpTransportOptions): Promise<UdpTransport> {
    const family = isIPv6(address) ? 6 : 4;
    // Destinations are literals: the lookup that Node does before each send is answered at once.
    const socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      ipv6Only: family === 6,
      lookup: (host, _options, callback) => callback(null, host, family),
    });
    return new Promise((resolve, reject) => {
      const fail = (cause: Error): void => {
        socket.close();
        reject(bindError('udp', { address, port }, cause));
      };
      socket.once('error', fail);
      socket.bind({ address, port, exclusive: true }, () => {
        socket.off('error', fail);
        growReceiveBuffer(socket);
        resolve(new UdpTransport(socket, listener));
      });
    });
  }

  flowTo(remote: SocketAddress): Flow {
    return new UdpFlow(this, this.#localTowards(remote.address) ?? this.local.address, remote);
  }

  /** Sends one datagram; called by its flows. */
  send(bytes: Uint8Array, remote: SocketAddress): void {
    if (this.#closed) return;
    this.counters.messagesOut++;
    try {
      this.#socket.send(bytes, 0, bytes.length, remote.port, remote.address, this.#onSent);
    } catch {
      this.counters.sendErrors++;
    }
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#closed = true;
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #onSent = (error: Error | null): void => {
    if (error) this.counters.sendErrors++;
  };

  #receive(bytes: Buffer, from: RemoteInfo): void {
    if (from.port === 0) return;
    const local = this.#localTowards(from.address);
    if (local !== undefined) {
      this.#deliver(bytes, from, local);
      return;
    }
    // Messages of one peer wait for one answer and so keep their order.
    void this.#routes.find(from.address).then((address) => this.#deliver(bytes, from, address));
  }

  #deliver(bytes: Buffer, from: RemoteInfo, localAddress: string): void {
    if (this.#closed) return;
    this.counters.messagesIn++;
    this.#listener.onMessage(bytes, new UdpFlow(this, localAddress, from));
  }

  #localTowards(remoteAddress: string): string | undefined {
    return this.#wildcard ? this.#routes.known(remoteAddress) : this.local.address;
  }
}

class UdpFlow implements Flow {
  readonly protocol = 'udp';
  readonly reliable = false;
  readonly closed = false;
  readonly remote: SocketAddress;
  readonly #transport: UdpTransport;
  readonly #localAddress: string;

  constructor(transport: UdpTransport, localAddress: string, remote: SocketAddress) {
    this.#transport = transport;
    this.#localAddress = localAddress;
    this.remote = remote;
  }

  get local(): SocketAddress {
    return { address: this.#localAddress, port: this.#transport.local.port };
  }

  send(bytes: Uint8Array): void {
    this.#transport.send(bytes, this.remote);
  }

  close(): void {}
}

// The system caps what it grants; a smaller buffer only shortens the burst that is absorbed.
function growReceiveBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(receiveBufferBytes);
  } catch {
    // The default stays.
  }
}
