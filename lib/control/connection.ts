import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { CancelTimer } from '../core/index.js';
import { eventText, readBinaryAudio } from '../protocol/control/index.js';
import type { ConnectionContext } from './command.js';
import type { ControlSession, SessionOwner } from './control-session.js';
import type { Dispatcher } from './dispatcher.js';
import type { SessionEvent } from './event-history.js';
import { Outbox } from './outbox.js';
import type { ControlServices } from './services.js';
import { SessionBindings } from './session-bindings.js';
import type { SessionRegistry } from './session-registry.js';
import { SocketWriter } from './socket-writer.js';

/** What a connection works with. */
export interface ConnectionParts {
  /** What carries the WebSocket: TCP or TLS. */
  readonly stream: Duplex;
  readonly services: ControlServices;
  readonly registry: SessionRegistry;
  readonly dispatcher: Dispatcher;
}

/** Requests read ahead of the one that runs; more stay in the network. */
const maximumWaiting = 64;
/** How long a client that broke the protocol may take to leave. */
const farewellMs = 1000;

/**
 * One client: executes its requests one after the other, and sends it responses and events in the order that the
 * protocol promises. Nothing but the client itself waits for a client that does not read.
 */
export class ControlConnection implements SessionOwner {
  readonly #socket: WebSocket;
  readonly #parts: ConnectionParts;
  readonly #writer: SocketWriter;
  readonly #outbox: Outbox;
  readonly #bindings = new SessionBindings();
  readonly #context: ConnectionContext;
  /** Requests as text and audio as bytes, in the order they came. */
  readonly #incoming: (string | Uint8Array)[] = [];
  readonly #replayed: string[] = [];
  #waitingLength = 0;
  #cancelPing: CancelTimer | undefined;
  #running = false;
  #closed = false;

  constructor(socket: WebSocket, parts: ConnectionParts) {
    const { services, registry, stream } = parts;
    const { eventQueueSize, priorityEventQueueSize } = services.settings;
    this.#socket = socket;
    this.#parts = parts;
    this.#writer = new SocketWriter(socket, () => this.#regulate());
    const sizes = { priority: priorityEventQueueSize, normal: eventQueueSize };
    this.#outbox = new Outbox(sizes, () => services.metrics.eventDropped());
    this.#context = { services, registry, client: this, bindings: this.#bindings };
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('ping', (payload) => {
      this.#writer.pong(payload);
      this.#regulate();
    });
    socket.on('error', () => this.#onProtocolError());
    socket.on('close', () => this.#onClosed());
    // A client that only closes its half of the connection can still hear what becomes of its session.
    stream.prependListener('end', () => this.#tellOrphaned());
    this.#schedulePing();
  }

  /** An event of one of its sessions. */
  take(session: ControlSession, event: SessionEvent): void {
    if (this.#closed) return;
    this.#outbox.put(event.tier, this.#textOf(session, event));
    void this.#run();
  }

  takeAudio(frame: Uint8Array): void {
    this.#writer.sendBinary(frame);
  }

  replay(session: ControlSession, events: readonly SessionEvent[]): void {
    this.#replayed.push(...events.map((event) => this.#textOf(session, event)));
  }

  /** Says goodbye and ends the connection; its sessions are orphaned. */
  close(): void {
    this.#socket.close(1001);
    this.#cutOffSoon();
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    const message = isBinary ? (data as Buffer) : data.toString();
    this.#incoming.push(message);
    this.#waitingLength += message.length;
    this.#regulate();
    void this.#run();
  }

  /** Reads on only while neither requests nor responses pile up. */
  #regulate(): void {
    const { maxMessageBytes } = this.#parts.services.settings;
    const isMuch = this.#incoming.length >= maximumWaiting || this.#waitingLength >= maxMessageBytes;
    if (isMuch || this.#writer.isCongested) this.#socket.pause();
    else if (this.#socket.isPaused) this.#socket.resume();
  }

  /** Sends and executes what waits, until nothing does. */
  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      while (await this.#step());
    } finally {
      this.#running = false;
    }
    if (this.#closed) this.#leaveSessions();
  }

  /** Does the most urgent thing; false when there is none. */
  async #step(): Promise<boolean> {
    const urgent = this.#outbox.takePriority();
    if (urgent !== undefined) {
      await this.#writer.send(urgent);
      return true;
    }
    const message = this.#incoming.shift();
    if (message !== undefined) {
      this.#waitingLength -= message.length;
      this.#regulate();
      if (typeof message === 'string') await this.#answer(message);
      else this.#play(message);
      return true;
    }
    const event = this.#outbox.takeNormal();
    if (event !== undefined) await this.#writer.send(event);
    return event !== undefined;
  }

  /** Executes a request; what it caused to be told follows directly upon its answer. */
  async #answer(request: string): Promise<void> {
    const { dispatcher } = this.#parts;
    await this.#writer.send(await dispatcher.answer(request, this.#context));
    const notice = this.#outbox.takeNotice();
    if (notice !== undefined) await this.#writer.send(notice);
    for (const text of this.#replayed.splice(0)) await this.#writer.send(text);
    // As many as wait now: a stream of events does not keep further requests waiting for ever.
    for (let left = this.#outbox.size; left > 0; left--) {
      const event = this.#outbox.takePriority() ?? this.#outbox.takeNormal();
      if (event !== undefined) await this.#writer.send(event);
    }
  }

  /** Audio for a stream endpoint of one of its sessions; other binary frames are ignored. */
  #play(frame: Uint8Array): void {
    const audio = readBinaryAudio(frame);
    const endpoint = audio && this.#parts.services.streams.find(audio.stream);
    if (endpoint && this.#bindings.find(endpoint.session.id) === endpoint.session) endpoint.write(audio.samples);
  }

  #textOf(session: ControlSession, { event, data, seq }: SessionEvent): string {
    return eventText({
      event,
      data: data as Record<string, unknown>,
      ...(seq !== undefined && { seq }),
      ...(this.#bindings.isNamed(session) && { session_id: session.id }),
    });
  }

  #schedulePing(): void {
    const { clock, settings } = this.#parts.services;
    this.#cancelPing = clock.schedule(settings.pingIntervalSecs * 1000, () => {
      this.#writer.ping();
      this.#schedulePing();
    });
  }

  #tellOrphaned(): void {
    const { settings } = this.#parts.services;
    for (const session of this.#bindings) {
      if (session.ended) continue;
      const data = { timeout_remaining_ms: settings.disconnectTimeoutSecs * 1000 };
      const event: SessionEvent = { event: 'session.orphaned', data, tier: 'priority' };
      void this.#writer.send(this.#textOf(session, event));
    }
  }

  /** Too long a message, broken UTF-8 and the like: the client is told the close code, and then cut off. */
  #onProtocolError(): void {
    this.#cutOffSoon();
    this.#onClosed();
  }

  #cutOffSoon(): void {
    const cancel = this.#parts.services.clock.schedule(farewellMs, () => this.#socket.terminate());
    this.#socket.once('close', cancel);
  }

  /** What came before the end is still executed. */
  #onClosed(): void {
    this.#cancelPing?.();
    this.#closed = true;
    void this.#run();
  }

  #leaveSessions(): void {
    for (const session of this.#bindings) {
      this.#bindings.unbind(session);
      this.#parts.registry.orphan(session);
    }
  }
}
