import { errorMessage } from '../core/index.js';
import {
  Dialog,
  type InviteServerTransaction,
  type NonInviteServerTransaction,
  type ServerTransaction,
  type SipRequest,
  type TransactionFlow,
  type TransactionUser,
  writeResponse,
} from '../protocol/sip/index.js';
import { type ReceivedRequest, respond } from './dialog-requests.js';
import type { LegContext } from './leg-context.js';
import { capabilityHeaders } from './local-identity.js';
import { type Refusal, refuseInvite, refuseRequest } from './request-policy.js';
import type { SipFlow } from './sip-flow.js';
import { SipLeg } from './sip-leg.js';

/** How many calls are let in. */
export interface Admission {
  readonly maximumCalls: number;
  readonly retryAfterSeconds: number;
  /** New calls are refused while those that run may finish. */
  readonly draining: boolean;
}

/** What the router is given. */
export interface RequestRouterOptions {
  readonly context: () => LegContext;
  readonly admission: () => Admission;
  readonly onLeg: (leg: SipLeg) => void;
  /** The last leg is gone. */
  readonly onIdle: () => void;
}

/** Decides what each request is for: a leg it knows, a new leg, an answer of its own, or a refusal. */
export class RequestRouter implements TransactionUser {
  readonly #options: RequestRouterOptions;
  readonly #legs = new Map<string, SipLeg>();
  #refused = 0;

  constructor(options: RequestRouterOptions) {
    this.#options = options;
  }

  get legs(): Iterable<SipLeg> {
    return this.#legs.values();
  }

  /** Legs that are not yet over, or still saying goodbye. */
  get legCount(): number {
    return this.#legs.size;
  }

  /** Calls refused for want of room. */
  get refused(): number {
    return this.#refused;
  }

  onRequest(request: SipRequest, transaction: ServerTransaction): void {
    const received: ReceivedRequest = { request, transaction, flow: transaction.flow as SipFlow };
    const refusal = refuseRequest(request);
    if (refusal) {
      this.#refuse(received, refusal);
      return;
    }
    if (request.toTag !== '') {
      this.#routeInDialog(received);
      return;
    }
    if (request.method === 'INVITE') {
      this.#admit(received, transaction as InviteServerTransaction);
      return;
    }
    if (request.method === 'OPTIONS') {
      this.#refuse(received, this.#describe());
      return;
    }
    this.#refuse(received, { statusCode: 481 });
  }

  onCancel(
    request: SipRequest,
    transaction: NonInviteServerTransaction,
    invite: InviteServerTransaction | undefined,
  ): void {
    const received: ReceivedRequest = { request, transaction, flow: transaction.flow as SipFlow };
    if (!invite) {
      this.#refuse(received, { statusCode: 481 });
      return;
    }
    this.#refuse(received, { statusCode: 200, toTag: invite.userTag });
    invite.onCancel?.(request);
  }

  onAck(request: SipRequest): void {
    const leg = this.#legs.get(request.toTag);
    if (leg?.dialog.matches(request)) leg.receiveAck(request);
  }

  onMerged(request: SipRequest, transaction: ServerTransaction): void {
    this.#refuse({ request, transaction, flow: transaction.flow as SipFlow }, { statusCode: 482 });
  }

  onOverload(request: SipRequest, flow: TransactionFlow): void {
    const { statusCode, headers } = this.#unavailable();
    flow.send(writeResponse(request, { statusCode, headers: headers ?? [], source: flow.remote }));
  }

  onStrayResponse(): void {}

  #routeInDialog(received: ReceivedRequest): void {
    const leg = this.#legs.get(received.request.toTag);
    if (leg?.dialog.matches(received.request)) leg.receiveRequest(received);
    else this.#refuse(received, { statusCode: 481 });
  }

  #admit(received: ReceivedRequest, transaction: InviteServerTransaction): void {
    const { draining, maximumCalls } = this.#options.admission();
    if (draining || this.#legs.size >= maximumCalls) {
      this.#refuse(received, this.#unavailable());
      return;
    }
    const refusal = refuseInvite(received.request);
    if (refusal) {
      this.#refuse(received, refusal);
      return;
    }
    const context = this.#options.context();
    const dialog = Dialog.fromRequest(received.request, context.ids.tag());
    if (!dialog) {
      this.#refuse(received, { statusCode: 400, reason: 'Missing or Malformed Contact' });
      return;
    }
    const leg = this.#createLeg(context, received, dialog);
    if (!leg) return;
    this.#legs.set(leg.id, leg);
    transaction.userTag = leg.id;
    transaction.onCancel = (cancel) => leg.cancel(cancel);
    this.#options.onLeg(leg);
    leg.ring();
  }

  // Without a port or a slot for media the caller may try again later; the calls that run go on.
  #createLeg(context: LegContext, received: ReceivedRequest, dialog: Dialog): SipLeg | undefined {
    const session = attempt(
      () => context.media.createSession(),
      (error) => this.#noMedia(received, error),
    );
    if (!session) return undefined;
    const leg = attempt(
      () => new SipLeg({ context, received, dialog, session, onRetired: this.#forget }),
      (error) => this.#noMedia(received, error),
    );
    if (!leg) session.close();
    return leg;
  }

  #noMedia(received: ReceivedRequest, error: unknown): void {
    this.#options.context().logger.warn('A call was refused: no media endpoint.', { reason: errorMessage(error) });
    this.#refuse(received, this.#unavailable());
  }

  // A field, not a closure made per call: that would keep the INVITE alive as long as its leg.
  readonly #forget = (leg: SipLeg): void => {
    if (this.#legs.delete(leg.id) && this.#legs.size === 0) this.#options.onIdle();
  };

  #unavailable(): Refusal {
    this.#refused++;
    return { statusCode: 503, headers: [['Retry-After', String(this.#options.admission().retryAfterSeconds)]] };
  }

  #describe(): Refusal {
    const { draining, maximumCalls } = this.#options.admission();
    if (draining || this.#legs.size >= maximumCalls) return this.#unavailable();
    return { statusCode: 200, headers: capabilityHeaders };
  }

  #refuse(received: ReceivedRequest, refusal: Refusal): void {
    respond(this.#options.context(), received, refusal);
  }
}

function attempt<T>(make: () => T, onError: (error: unknown) => void): T | undefined {
  try {
    return make();
  } catch (error) {
    onError(error);
    return undefined;
  }
}
