import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type Clock, errorMessage, OssicleError } from '../core/index.js';
import { bindError, type SocketAddress } from '../transport/index.js';

/** Certificate and key, as PEM files. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** What a front door is told. */
export interface FrontDoorOptions {
  readonly clock: Clock;
  /** Connections at a time, of all addresses together; 0: no limit. */
  readonly maxConnections: number;
  readonly tls: TlsFiles | null;
  /** Gets a connection whose first bytes have come and stand ready to be read. */
  onConnection(socket: Socket): void;
}

/** How long a connection may stay silent at first, and how long the refusal of one may take. */
const firstBytesMs = 5000;
const rejectionMs = 1000;
const keepAliveMs = 30_000;
const unavailable = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/** Listens, keeps the number of connections within its cap, and lets in those that say something in time. */
export class FrontDoor {
  readonly #options: FrontDoorOptions;
  readonly #servers: Server[] = [];
  readonly #listening: SocketAddress[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #refused = new Set<Socket>();
  #shut = false;

  private constructor(options: FrontDoorOptions) {
    this.#options = options;
  }

  /** @throws OssicleError ADDRESS_IN_USE, NETWORK_FAILED, FILE_FAILED. */
  static async open(addresses: readonly SocketAddress[], options: FrontDoorOptions): Promise<FrontDoor> {
    const door = new FrontDoor(options);
    const pem = options.tls && (await readPem(options.tls));
    try {
      for (const address of addresses) await door.#listen(address, addresses, pem);
    } catch (error) {
      door.close();
      throw error;
    }
    return door;
  }

  /** Where it listens, with the ports it got. */
  get listening(): readonly SocketAddress[] {
    return this.#listening;
  }

  get connectionCount(): number {
    return this.#sockets.size - this.#refused.size;
  }

  /** Lets nobody in any more; those inside stay, and who has knocked already is told so. */
  shut(): void {
    if (this.#shut) return;
    this.#shut = true;
    // Connections that the system has taken in by now are seen in the next turn of the event loop.
    setImmediate(() => setImmediate(() => this.#stopListening()));
  }

  /** Ends every connection. */
  close(): void {
    this.#shut = true;
    this.#stopListening();
    for (const socket of this.#sockets) socket.destroy();
  }

  #stopListening(): void {
    for (const server of this.#servers) if (server.listening) server.close();
  }

  async #listen({ address, port }: SocketAddress, all: readonly SocketAddress[], pem: Pem | null): Promise<void> {
    const options = { allowHalfOpen: true };
    const server = pem
      ? createTlsServer({ ...options, ...pem, handshakeTimeout: firstBytesMs })
      : createServer(options);
    server.on('connection', (socket: Socket) => this.#count(socket));
    server.on(pem ? 'secureConnection' : 'connection', (socket: Socket) => this.#admit(socket));
    server.on('tlsClientError', (_error, socket: Socket) => socket.destroy());
    // An IPv6 wildcard takes IPv4 as well, unless that has been given on its own.
    const ipv6Only = all.some((other) => !other.address.includes(':') && other.port === port);
    server.listen({ host: address, port, ipv6Only });
    await once(server, 'listening').catch((error: unknown) => {
      throw bindError('tcp', { address, port }, error);
    });
    // Running out of file descriptors costs those who come meanwhile, nobody else.
    server.on('error', () => undefined);
    this.#servers.push(server);
    this.#listening.push({ address, port: (server.address() as AddressInfo).port });
  }

  #count(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveMs);
  }

  #admit(socket: Socket): void {
    const { maxConnections, clock } = this.#options;
    socket.on('error', () => socket.destroy());
    if (this.#shut || (maxConnections > 0 && this.connectionCount > maxConnections)) return this.#refuse(socket);
    const cancel = clock.schedule(firstBytesMs, () => socket.destroy());
    const leave = (): void => void socket.destroy();
    socket.once('close', cancel);
    socket.once('end', leave);
    socket.once('data', (bytes: Buffer) => {
      cancel();
      socket.off('end', leave);
      socket.pause();
      socket.unshift(bytes);
      this.#options.onConnection(socket);
      socket.resume();
    });
  }

  /** It has a second to hear why, and does not count meanwhile. */
  #refuse(socket: Socket): void {
    this.#refused.add(socket);
    const cancel = this.#options.clock.schedule(rejectionMs, () => socket.destroy());
    socket.once('close', () => {
      this.#refused.delete(socket);
      cancel();
    });
    socket.resume();
    socket.end(unavailable);
  }
}

interface Pem {
  readonly cert: Buffer;
  readonly key: Buffer;
}

async function readPem({ certFile, keyFile }: TlsFiles): Promise<Pem> {
  const read = (path: string): Promise<Buffer> =>
    readFile(path).catch((error: unknown) => {
      const message = `The TLS file ${path} cannot be read: ${errorMessage(error)}`;
      throw new OssicleError('FILE_FAILED', message, { cause: error, details: { path } });
    });
  return { cert: await read(certFile), key: await read(keyFile) };
}
