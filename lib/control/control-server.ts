import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { type Clock, type Logger, silentLogger, systemClock } from '../core/index.js';
import type { MediaPlane } from '../media/index.js';
import { formatSocketAddress, type SocketAddress } from '../transport/index.js';
import { type AccessRules, refusalOf } from './access.js';
import { AudioStreams } from './audio-streams.js';
import type { Command } from './command.js';
import { controlCommands } from './commands/index.js';
import { ControlConnection } from './connection.js';
import { ControlMetrics } from './control-metrics.js';
import { Dispatcher } from './dispatcher.js';
import { FrontDoor, type TlsFiles } from './front-door.js';
import { answerError, answerWrongMethod } from './http/answer.js';
import { HttpRouter } from './http/router.js';
import { isLoopback } from './listen-address.js';
import { MediaFiles } from './media-files.js';
import type { ControlServices } from './services.js';
import { SessionRegistry } from './session-registry.js';
import { type ControlSettings, defaultControlSettings } from './settings.js';

/** What a control server is made of. */
export interface ControlServerOptions {
  /** Where to listen; 127.0.0.1:9100 by default. */
  readonly listen?: readonly SocketAddress[];
  readonly media: MediaPlane;
  readonly settings?: Partial<ControlSettings>;
  readonly access?: Partial<AccessRules>;
  readonly tls?: TlsFiles | null;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly metrics?: ControlMetrics;
  /** Every command of the protocol by default. */
  readonly commands?: readonly Command[];
}

/** From the first bytes to the end of the request's head. */
const handshakeMs = 10_000;
/** An HTTP client that takes nothing for so long is cut off. */
const httpIdleMs = 30_000;

/**
 * The control protocol over WebSocket, and HTTP beside it on the same port.
 *
 * @example
 * await using server = await ControlServer.start({ media: new MediaEngine() });
 */
export class ControlServer implements AsyncDisposable {
  readonly registry: SessionRegistry;
  readonly #services: ControlServices;
  readonly #dispatcher: Dispatcher;
  readonly #router: HttpRouter;
  readonly #access: AccessRules;
  readonly #http: Server;
  readonly #webSockets: WebSocketServer;
  readonly #connections = new Set<ControlConnection>();
  #door: FrontDoor | undefined;
  #closing: Promise<void> | undefined;

  private constructor(options: ControlServerOptions) {
    const { media, clock = systemClock, logger = silentLogger, metrics = new ControlMetrics() } = options;
    const settings = { ...defaultControlSettings, ...options.settings };
    this.#access = { token: null, allowedOrigins: null, ...options.access };
    const files = new MediaFiles(settings, clock);
    this.#services = { settings, media, clock, logger, metrics, files, streams: new AudioStreams() };
    this.registry = new SessionRegistry(this.#services);
    this.#dispatcher = new Dispatcher(options.commands ?? controlCommands);
    this.#router = new HttpRouter(this.#services, this.registry);
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      autoPong: false,
      maxPayload: settings.maxMessageBytes,
    });
    this.#http = createServer({ headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: 0 });
    this.#http.on('request', (request, response) => this.#onRequest(request, response));
    this.#http.on('upgrade', (request, stream, head) => this.#onUpgrade(request, stream, head));
    this.#http.on('clientError', (_error, stream) => stream.destroy());
  }

  /** Listens. @throws OssicleError ADDRESS_IN_USE, NETWORK_FAILED, FILE_FAILED. */
  static async start(options: ControlServerOptions): Promise<ControlServer> {
    const server = new ControlServer(options);
    const { clock, settings } = server.#services;
    server.#door = await FrontDoor.open(options.listen ?? [{ address: '127.0.0.1', port: 9100 }], {
      clock,
      maxConnections: settings.maxConnections,
      tls: options.tls ?? null,
      onConnection: (socket) => server.#onConnection(socket),
    });
    server.#services.metrics.watchConnections(() => server.connectionCount);
    server.#warnOfStrangers();
    return server;
  }

  /** Where it listens. */
  get listening(): readonly SocketAddress[] {
    return this.#door?.listening ?? [];
  }

  /** How long `close` may take at worst: a recording's writer is given up after twice its time to flush. */
  get longestEndMs(): number {
    return 2000 * this.#services.settings.recordingFlushTimeoutSecs + 1000;
  }

  /** Connections there are, HTTP among them. */
  get connectionCount(): number {
    return this.#door?.connectionCount ?? 0;
  }

  /**
   * Lets nobody in any more and ends orphaned sessions; resolves when the last client has destroyed its session or
   * left, or when `signal` fires. Never rejects.
   */
  async drain(signal?: AbortSignal): Promise<void> {
    this.#door?.shut();
    const drained = this.registry.drain();
    if (signal?.aborted) return;
    const aborted = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([drained, aborted]);
  }

  /** Ends every session and connection, once recordings are complete. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#door?.shut();
    await this.registry.close();
    await this.#services.files.close();
    for (const connection of this.#connections) connection.close();
    this.#webSockets.close();
    await new Promise((resolve) => setImmediate(resolve));
    this.#door?.close();
  }

  #onConnection(socket: Socket): void {
    const cancel = this.#services.clock.schedule(handshakeMs, () => socket.destroy());
    socket.once('close', cancel);
    handshakes.set(socket, cancel);
    this.#http.emit('connection', socket);
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    handshakes.get(request.socket)?.();
    request.socket.setTimeout(httpIdleMs, () => request.socket.destroy());
    request.resume();
    if (this.#refuse(request, response)) return;
    void this.#router.answer(request, response);
  }

  #onUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    handshakes.get(request.socket)?.();
    const isWebSocket = request.headers.upgrade?.toLowerCase() === 'websocket';
    if (!isWebSocket) return this.#onRequest(request, plainResponse(request));
    if (request.method !== 'GET') return answerWrongMethod(plainResponse(request));
    if (refusalOf(request, this.#access) !== undefined) return void this.#refuse(request, plainResponse(request));
    this.#webSockets.handleUpgrade(request, stream, head, (socket) => {
      const parts = { stream, services: this.#services, registry: this.registry, dispatcher: this.#dispatcher };
      const connection = new ControlConnection(socket, parts);
      this.#connections.add(connection);
      socket.once('close', () => this.#connections.delete(connection));
    });
  }

  /** Whether the request was answered with why it is not let in. */
  #refuse(request: IncomingMessage, response: ServerResponse): boolean {
    const status = refusalOf(request, this.#access);
    if (status === 401) answerError(response, 401, 'unauthorized', { 'WWW-Authenticate': 'Bearer' });
    if (status === 403) answerError(response, 403, 'origin not allowed');
    return status !== undefined;
  }

  #warnOfStrangers(): void {
    const open = this.listening.filter(({ address }) => !isLoopback(address));
    if (open.length === 0 || this.#access.token !== null) return;
    const places = open.map(formatSocketAddress).join(', ');
    this.#services.logger.warn(`Whoever reaches ${places} controls this server: no token is set`);
  }
}

/** How to stop the clock of a handshake. */
const handshakes = new WeakMap<Socket, () => void>();

/** A response on a connection that asked for another protocol than ours. */
function plainResponse(request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request);
  response.assignSocket(request.socket);
  response.on('finish', () => request.socket.end());
  return response;
}
