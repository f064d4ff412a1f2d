import {
  type HeaderLines,
  type InviteServerTransaction,
  type ResponseParts,
  type SipRequest,
  SuccessRetransmission,
  type WheelTimer,
  writeResponse,
} from '../protocol/sip/index.js';
import type { LegContext } from './leg-context.js';
import { allowedMethods, supportedExtensions } from './local-identity.js';
import type { SipFlow } from './sip-flow.js';

/** What an `IncomingInvite` works with. */
export interface IncomingInviteOptions {
  readonly context: LegContext;
  readonly transaction: InviteServerTransaction;
  readonly flow: SipFlow;
  readonly localTag: string;
  /** No ACK for the 2xx came within 64 * T1. */
  readonly onUnacknowledged: (invite: IncomingInvite) => void;
}

const acceptedHeaders: HeaderLines = [
  ['Allow', allowedMethods.join(', ')],
  ['Supported', supportedExtensions.join(', ')],
  ['Content-Type', 'application/sdp'],
];

/** An alert is sent when the answer is not immediate; until then it would only cost a message. */
const ringingDelayMs = 150;

/** One INVITE or re-INVITE from its arrival to its ACK: provisional responses, the final one, and the 2xx again. */
export class IncomingInvite {
  readonly cseqNumber: number;
  readonly #options: IncomingInviteOptions;
  #request: SipRequest | undefined;
  #retransmission: SuccessRetransmission | undefined;
  #ringing: WheelTimer | undefined;

  constructor(request: SipRequest, options: IncomingInviteOptions) {
    this.#options = options;
    this.#request = request;
    this.cseqNumber = request.cseq?.number ?? 0;
  }

  /** Whether no final response has been sent. */
  get pending(): boolean {
    return !this.#options.transaction.answered;
  }

  /** Whether a 2xx waits for its ACK. */
  get unacknowledged(): boolean {
    return this.#retransmission?.pending ?? false;
  }

  /** The request; gone once a final response has been sent. */
  get request(): SipRequest | undefined {
    return this.#request;
  }

  /** Sends 180 unless the call is answered or refused very soon. */
  ringSoon(): void {
    const { wheel } = this.#options.context;
    this.#ringing = wheel.schedule(ringingDelayMs, () => this.#respond({ statusCode: 180, headers: this.#contact() }));
  }

  /** Sends 200 with a session description. */
  accept(description: string): void {
    const { context, flow } = this.#options;
    const headers = [...this.#contact(), ...acceptedHeaders];
    const bytes = this.#respond({ statusCode: 200, headers, body: description });
    if (!bytes) return;
    this.#retransmission = new SuccessRetransmission({
      wheel: context.wheel,
      times: context.times,
      send: () => flow.send(bytes),
      onTimeout: () => this.#options.onUnacknowledged(this),
    });
  }

  /** Sends a final response of 300 or more; does nothing when one has been sent. */
  reject(statusCode: number, reason?: string, headers?: HeaderLines): void {
    this.#respond({ statusCode, reason, headers });
  }

  /** The ACK came, or is no longer awaited. */
  stop(): void {
    this.#ringing?.cancel();
    this.#retransmission?.stop();
  }

  #respond({ statusCode, reason, headers = [], body }: ResponseParts): Buffer | undefined {
    const { context, transaction, flow, localTag } = this.#options;
    if (!this.#request || transaction.answered) return undefined;
    if (statusCode >= 200) this.#ringing?.cancel();
    const bytes = writeResponse(this.#request, {
      statusCode,
      reason,
      headers: [...context.serverHeaders, ...headers],
      body,
      toTag: localTag,
      source: flow.remote,
    });
    if (statusCode >= 200) this.#request = undefined;
    transaction.respond(statusCode, bytes);
    return bytes;
  }

  #contact(): HeaderLines {
    const { context, flow } = this.#options;
    const routes = this.#request?.headers.getAll('record-route') ?? [];
    return [...routes.map((route) => ['Record-Route', route] as const), ['Contact', context.contact(flow)]];
  }
}
