import { randomBytes } from 'node:crypto';
import { aborted, type Clock, EventEmitter, type Logger, silentLogger, systemClock } from '../core/index.js';
import {
  defaultSipTimes,
  type RandomBytes,
  SipIds,
  type SipRequest,
  type SipTimes,
  TimerWheel,
  TransactionLayer,
  writeResponse,
} from '../protocol/sip/index.js';
import type { Transport } from '../transport/index.js';
import type { LegContext } from './leg-context.js';
import type { LegMedia } from './leg-media.js';
import { capabilityHeaders } from './local-identity.js';
import { RequestRouter } from './request-router.js';
import type { SipFlow } from './sip-flow.js';
import type { SipLeg } from './sip-leg.js';
import { type ListenAddress, type OpenTransport, openSocket, SipTransport } from './sip-transport.js';
import type { TracePort } from './trace.js';

/** How a user agent listens and whom it lets in. */
export interface UserAgentOptions {
  /** At least one local socket. */
  readonly listen: readonly ListenAddress[];
  readonly media: LegMedia;
  /** Host to write in Via, Contact and SDP; that of the route to the peer when absent. */
  readonly advertisedAddress?: string;
  /** Calls at once; further ones get 503 with Retry-After. 1,000 unless given. */
  readonly maximumCalls?: number;
  /** Seconds a refused caller is asked to wait. 10 unless given. */
  readonly retryAfterSeconds?: number;
  /** Value of the Server header; none unless given. */
  readonly serverName?: string;
  /** Silence on RTP after which a leg is ended; 0 (default) never. */
  readonly mediaTimeoutMs?: number;
  /** Longest time a call rings. 3 minutes unless given. */
  readonly ringTimeoutMs?: number;
  /** Sees every message, in and out. */
  readonly trace?: TracePort;
  readonly logger?: Logger;
  /** Time, randomness, the protocol's base times and the network: real ones unless given. */
  readonly clock?: Clock;
  readonly randomBytes?: RandomBytes;
  readonly times?: SipTimes;
  readonly openTransport?: OpenTransport;
}

/** What a user agent tells. */
export interface UserAgentEvents {
  /** Someone calls: answer or reject the leg. */
  leg: SipLeg;
}

/** What a user agent holds and has counted. */
export interface UserAgentStats {
  readonly legs: number;
  readonly transactions: number;
  readonly timers: number;
  /** Messages that were no SIP, whether answered with 400 or dropped. */
  readonly malformed: number;
  /** Calls refused for want of room. */
  readonly refused: number;
}

/** A SIP endpoint: listens, answers what needs no decision, and hands each new call out as a leg. */
export class UserAgent implements AsyncDisposable {
  readonly events: EventEmitter<UserAgentEvents>;
  readonly #options: UserAgentOptions;
  readonly #context: LegContext;
  readonly #router: RequestRouter;
  readonly #idleWaiters = new Set<() => void>();
  #draining = false;
  #closed = false;

  private constructor(options: UserAgentOptions) {
    const logger = options.logger ?? silentLogger;
    this.#options = options;
    this.events = new EventEmitter((error) => logger.error('A listener of the SIP user agent threw.', { error }));
    this.#router = new RequestRouter({
      context: () => this.#context,
      admission: () => ({
        maximumCalls: options.maximumCalls ?? 1000,
        retryAfterSeconds: options.retryAfterSeconds ?? 10,
        draining: this.#draining,
      }),
      onLeg: (leg) => this.events.emit('leg', leg),
      onIdle: () => this.#onIdle(),
    });
    this.#context = this.#createContext(logger);
  }

  /** Binds every local socket. Rejects with ADDRESS_IN_USE or NETWORK_FAILED, and then none stays open. */
  static async open(options: UserAgentOptions): Promise<UserAgent> {
    const agent = new UserAgent(options);
    try {
      for (const address of options.listen) await agent.#context.transport.listen(address);
    } catch (error) {
      await agent.#context.transport.close();
      throw error;
    }
    return agent;
  }

  /** The open local sockets. */
  get transports(): readonly Transport[] {
    return this.#context.transport.transports;
  }

  /** Calls that are not over yet. */
  get legs(): Iterable<SipLeg> {
    return this.#router.legs;
  }

  stats(): UserAgentStats {
    const { transactions, wheel, transport } = this.#context;
    const { legCount: legs, refused } = this.#router;
    return { legs, transactions: transactions.size, timers: wheel.size, malformed: transport.malformed, refused };
  }

  /** Refuses new calls from now on; resolves when the running ones are over. Rejects with ABORTED. */
  drain(signal?: AbortSignal): Promise<void> {
    this.#draining = true;
    if (this.#router.legCount === 0) return Promise.resolve();
    if (signal?.aborted) return Promise.reject(aborted(signal));
    return new Promise((resolve, reject) => {
      const done = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#idleWaiters.delete(done);
        reject(aborted(signal as AbortSignal));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#idleWaiters.add(done);
    });
  }

  /** Says goodbye on every leg, waits for the confirmations at most `graceMs`, and frees the sockets. */
  async close(graceMs = 2000): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#draining = true;
    const goodbyes = Promise.all([...this.#router.legs].map((leg) => leg.hangup('shutdown')));
    await Promise.race([goodbyes, this.#after(graceMs)]);
    for (const leg of [...this.#router.legs]) leg.abandon();
    this.#context.transactions.close();
    this.#context.wheel.clear();
    await this.#context.transport.close();
    this.events.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #createContext(logger: Logger): LegContext {
    const { advertisedAddress, trace, serverName, media, mediaTimeoutMs = 0, ringTimeoutMs = 180_000 } = this.#options;
    const times = this.#options.times ?? defaultSipTimes;
    const wheel = new TimerWheel(this.#options.clock ?? systemClock);
    const ids = new SipIds(this.#options.randomBytes ?? randomBytes);
    const transactions = new TransactionLayer({ wheel, times, user: this.#router });
    const transport = new SipTransport({
      advertisedAddress,
      trace,
      openTransport: this.#options.openTransport ?? openSocket,
      handler: {
        onRequest: (request, flow) => transactions.receiveRequest(request, flow),
        onResponse: (response) => transactions.receiveResponse(response),
        onMalformed: (request, flow, statusCode, reason) => this.#answerMalformed(request, flow, statusCode, reason),
        onError: (error) => logger.error('Handling a SIP message failed.', { error }),
      },
    });
    const serverHeaders = serverName === undefined ? [] : [['Server', serverName] as const];
    const shared = { transactions, transport, wheel, times, ids, media, logger, serverHeaders };
    return { ...shared, mediaTimeoutMs, ringTimeoutMs, ...addressing(transport, ids) };
  }

  #answerMalformed(request: SipRequest, flow: SipFlow, statusCode: number, reason: string): void {
    const headers = [...this.#context.serverHeaders, ...capabilityHeaders.slice(0, 1)];
    flow.send(writeResponse(request, { statusCode, reason, headers, source: flow.remote }));
  }

  #onIdle(): void {
    for (const done of this.#idleWaiters) done();
    this.#idleWaiters.clear();
  }

  #after(delayMs: number): Promise<void> {
    return new Promise((resolve) => void (this.#options.clock ?? systemClock).schedule(delayMs, resolve));
  }
}

function addressing(transport: SipTransport, ids: SipIds): Pick<LegContext, 'contact' | 'via'> {
  return {
    contact({ flow }) {
      const parameter = flow.protocol === 'udp' ? '' : `;transport=${flow.protocol}`;
      return `<sip:${transport.localHostPort(flow)}${parameter}>`;
    },
    via({ flow }, method) {
      const branch = ids.branch();
      const hostPort = transport.localHostPort(flow);
      const via = `SIP/2.0/${flow.protocol.toUpperCase()} ${hostPort};branch=${branch};rport`;
      return { via, key: `${branch}|${hostPort.toLowerCase()}|${method}` };
    },
  };
}
