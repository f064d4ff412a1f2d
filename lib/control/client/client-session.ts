import { AsyncQueue, EventEmitter, type Listener, OssicleError, type Unsubscribe } from '../../core/index.js';
import type { EventData, EventName, MethodInput, MethodName, MethodResult } from '../../protocol/control/index.js';
import { ClientStream, type StreamOptions } from './client-stream.js';
import type { RequestOptions } from './control-client.js';
import type { ReceiveAudio } from './stream-routes.js';
import { subscribed } from './subscribed.js';

/** What a session tells: the events of the protocol, and what becomes of the session itself. */
export type ClientSessionEvents = { [Name in EventName]: EventData<Name> } & {
  /** The connection came back and with it the session. `lost`: events that nobody will tell again. */
  reattached: { readonly replayed: number; readonly lost: number };
  /** The session is over: destroyed, timed out, or gone when the connection came back. */
  ended: { readonly reason: 'destroyed' | 'timeout' | 'lost' | 'closed' };
};

/** One event with its name. */
export type NamedEvent = { [Name in EventName]: { readonly event: Name; readonly data: EventData<Name> } }[EventName];

/** Methods that concern the session they are called on. */
export type SessionMethodName = Exclude<MethodName, 'session.create' | 'session.attach' | 'session.list'>;

/** Parameters, which may be left out where each has a default, and limits. */
export type RequestArguments<Name extends SessionMethodName> =
  Record<never, never> extends MethodInput<Name>
    ? [params?: MethodInput<Name>, options?: RequestOptions]
    : [params: MethodInput<Name>, options?: RequestOptions];

/** Sends one request of a session. */
export type SessionRequest = <Name extends SessionMethodName>(
  method: Name,
  params: MethodInput<Name> | undefined,
  options: RequestOptions,
) => Promise<MethodResult<Name>>;

/** What a session needs of the connection it runs over. */
export interface SessionLink {
  readonly request: SessionRequest;
  /** Where the audio of stream `number` goes from now on; returns how to end that. */
  receiveAudio(number: number, receive: ReceiveAudio): Unsubscribe;
  /** False when there is no connection, or so much waits that the frame would come too late. */
  sendAudio(frame: Uint8Array): boolean;
}

/**
 * A session on a media server, for as long as it lives: it outlasts the connection.
 *
 * @example
 * const session = await client.createSession();
 * session.on('dtmf', ({ endpoint_id, digit }) => console.log(endpoint_id, digit));
 * const { sdp_answer } = await session.request('endpoint.create_from_offer', { sdp });
 */
export class ClientSession implements AsyncDisposable {
  readonly id: string;
  /** Whether requests and events name it. */
  readonly multiplexed: boolean;
  readonly #link: SessionLink;
  readonly #emitter = new EventEmitter<ClientSessionEvents>();
  readonly #queues = new Set<AsyncQueue<NamedEvent>>();
  #lastSeq = 0;
  #ended = false;

  /** @internal */
  constructor(id: string, multiplexed: boolean, link: SessionLink) {
    this.id = id;
    this.multiplexed = multiplexed;
    this.#link = link;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The number of the last event, where the server numbers them. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /**
   * Calls a method; names of parameters and results are those of the wire.
   *
   * @throws OssicleError CONTROL_REFUSED with `details.code` of the protocol; CONNECTION_LOST, TIMEOUT, ABORTED, CLOSED.
   */
  request<Name extends SessionMethodName>(
    method: Name,
    ...[params, options = {}]: RequestArguments<Name>
  ): Promise<MethodResult<Name>> {
    if (this.#ended) return Promise.reject(new OssicleError('CLOSED', `The session ${this.id} is over.`));
    return this.#link.request(method, params, options);
  }

  /**
   * Makes an endpoint whose audio goes over this connection: samples to play in the session, and what it hears.
   *
   * @throws OssicleError as `request`.
   */
  async createStream(stream: StreamOptions = {}, options: RequestOptions = {}): Promise<ClientStream> {
    const { direction = 'sendrecv', sampleRateHz = 16_000, bufferMs = 10_000 } = stream;
    const params = { direction, sample_rate: sampleRateHz, buffer_ms: bufferMs };
    const { endpoint_id, stream: number } = await this.request('endpoint.create_stream', params, options);
    return new ClientStream(this, this.#link, { endpointId: endpoint_id, number, sampleRateHz });
  }

  on<Name extends keyof ClientSessionEvents>(event: Name, listener: Listener<ClientSessionEvents[Name]>): Unsubscribe {
    return this.#emitter.on(event, listener);
  }

  once<Name extends keyof ClientSessionEvents>(
    event: Name,
    listener: Listener<ClientSessionEvents[Name]>,
  ): Unsubscribe {
    return this.#emitter.once(event, listener);
  }

  /** All events from this call on, up to 1024 waiting (then the oldest go); ends with the session. */
  events(): AsyncGenerator<NamedEvent, void, undefined> {
    return subscribed(this.#queues, new AsyncQueue(), this.#ended);
  }

  /** Ends the session on the server. */
  async destroy(options: RequestOptions = {}): Promise<void> {
    await this.request('session.destroy', undefined, options);
    this.end('destroyed');
  }

  /** Destroys it unless it is over; a server that is gone is not waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) await this.destroy().catch(() => this.end('closed'));
  }

  /** @internal The server told an event. */
  receive(event: EventName, data: unknown, seq: number | undefined): void {
    if (seq !== undefined) this.#lastSeq = Math.max(this.#lastSeq, seq);
    const named = { event, data } as NamedEvent;
    for (const queue of this.#queues) queue.push(named);
    this.#emitter.emit(event, data as never);
    if (event === 'session.idle_timeout' || event === 'session.empty_timeout') this.end('timeout');
  }

  /** @internal */
  reattached(replayed: number, lost: number): void {
    this.#emitter.emit('reattached', { replayed, lost });
  }

  /** @internal */
  end(reason: ClientSessionEvents['ended']['reason']): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#emitter.emit('ended', { reason });
    for (const queue of this.#queues) queue.close();
  }
}
