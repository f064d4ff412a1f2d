import type { Leg, LegEnd, LegEndReason, LegEvents, LegState, Party } from '../calls/leg.js';
import { EventEmitter, OssicleError, throwIfAborted } from '../core/index.js';
import type { Endpoint } from '../media/endpoint.js';
import type { Session } from '../media/session.js';
import {
  type Dialog,
  type HeaderLines,
  parseInfoDigit,
  type SipRequest,
  type WheelTimer,
} from '../protocol/sip/index.js';
import { formatSocketAddress } from '../transport/index.js';
import { type ReceivedRequest, respond, sendInDialog } from './dialog-requests.js';
import { IncomingInvite } from './incoming-invite.js';
import type { LegContext } from './leg-context.js';
import { type LegInput, nextLegState } from './leg-transitions.js';
import { infoTypes } from './local-identity.js';
import { MediaNegotiation, type NegotiationResult } from './media-negotiation.js';
import { partyOf } from './party.js';
import { hasOfferBody } from './request-policy.js';
import type { SipFlow } from './sip-flow.js';

/** What a leg is made of. */
export interface SipLegOptions {
  readonly context: LegContext;
  readonly received: ReceivedRequest;
  readonly dialog: Dialog;
  readonly session: Session;
  /** The leg needs no more messages. */
  readonly onRetired: (leg: SipLeg) => void;
}

/** A caller's SIP dialog and media endpoint. */
export class SipLeg implements Leg {
  readonly id: string;
  readonly direction = 'inbound';
  readonly caller: Party;
  readonly called: Party;
  readonly flow: string;
  readonly endpoint: Endpoint;
  readonly events: EventEmitter<LegEvents>;
  readonly dialog: Dialog;
  readonly #context: LegContext;
  readonly #session: Session;
  readonly #negotiation: MediaNegotiation;
  readonly #onRetired: (leg: SipLeg) => void;
  readonly #behindNat: boolean;
  #state: LegState = 'ringing';
  #invites: IncomingInvite[] = [];
  #lastFlow: SipFlow;
  #ringTimer: WheelTimer | undefined;
  #settleLateAnswer: ((error?: OssicleError) => void) | undefined;
  #sayGoodbye: (() => void) | undefined;

  constructor(options: SipLegOptions) {
    const { context, received, dialog, session } = options;
    const { request, flow } = received;
    this.id = dialog.id.localTag;
    this.caller = partyOf(request.from);
    this.called = partyOf(request.to);
    this.flow = `SIP/${flow.flow.protocol.toUpperCase()} ${formatSocketAddress(flow.remote)}`;
    this.dialog = dialog;
    this.events = new EventEmitter((error) => context.logger.error('A listener of a SIP leg threw.', { error }));
    this.#context = context;
    this.#session = session;
    this.#onRetired = options.onRetired;
    this.#lastFlow = flow;
    this.#behindNat = dialog.routeSet.length === 0 && request.via?.host !== flow.remote.address;
    this.endpoint = session.createEndpoint();
    this.#negotiation = new MediaNegotiation({
      endpoint: this.endpoint,
      address: context.transport.localAddress(flow.flow),
      sessionId: String(context.ids.number(0xffff_ffff)),
      mediaTimeoutMs: context.mediaTimeoutMs,
    });
    this.#addInvite(request, received.transaction, flow);
    if (context.mediaTimeoutMs > 0) this.endpoint.events.on('mediaTimeout', () => void this.hangup('mediaTimeout'));
  }

  get state(): LegState {
    return this.#state;
  }

  get codecName(): string | null {
    return this.#negotiation.codecName;
  }

  async answer(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    throwIfAborted(options.signal);
    const [invite] = this.#invites;
    if (this.#state !== 'ringing' || !invite?.request) {
      throw new OssicleError('INVALID_STATE', `A leg that is ${this.#state} cannot be answered.`);
    }
    if (!hasOfferBody(invite.request)) return this.#answerWithOffer(invite, options.signal);
    const result = this.#negotiation.answer(invite.request.body);
    if (!result.ok) throw this.#refuseOffer(invite, result);
    invite.accept(result.answer, []);
    this.#onAnswered();
  }

  reject(statusCode: number, reason?: string): void {
    const [invite] = this.#invites;
    if (this.#state !== 'ringing' || !invite?.pending) return;
    invite.reject(statusCode, reason);
    this.#finish({ reason: 'rejected', by: 'local', detail: String(statusCode) });
    this.#retire();
  }

  async hangup(reason: LegEndReason = 'hangup'): Promise<void> {
    if (this.#state === 'ended') return;
    const by = reason === 'timeout' || reason === 'mediaTimeout' || reason === 'error' ? 'error' : 'local';
    const [invite] = this.#invites;
    if (this.#state === 'ringing' && invite?.pending) {
      invite.reject(reason === 'shutdown' ? 503 : 480);
      this.#finish({ reason, by });
      this.#retire();
      return;
    }
    this.#finish({ reason, by });
    await this.#leave();
  }

  /** Starts ringing, unless the call has been answered or refused already. */
  ring(): void {
    const [invite] = this.#invites;
    if (this.#state !== 'ringing' || !invite?.pending) return;
    invite.ringSoon();
    this.#ringTimer = this.#context.wheel.schedule(this.#context.ringTimeoutMs, () => void this.hangup('timeout'));
  }

  /** A request within the dialog, ACK and CANCEL excepted. */
  receiveRequest(received: ReceivedRequest): void {
    const { method } = received.request;
    if (this.#state === 'ended' && method !== 'BYE') {
      this.#respond(received, 481);
      return;
    }
    if (!this.dialog.acceptSequence(received.request)) {
      this.#respond(received, 500, 'CSeq Out of Order');
      return;
    }
    this.#lastFlow = received.flow;
    if (method === 'BYE') this.#receiveBye(received);
    else if (method === 'INVITE') this.#receiveReInvite(received);
    else if (method === 'INFO') this.#receiveInfo(received);
    else this.#respond(received, 200);
  }

  /** The ACK of a 2xx. */
  receiveAck(request: SipRequest): void {
    const number = request.cseq?.number;
    const invite = this.#invites.find((candidate) => candidate.cseqNumber === number && candidate.unacknowledged);
    if (!invite) return;
    invite.acknowledge();
    this.#forget(invite);
    if (this.#negotiation.offering && this.#state !== 'ended') this.#takeLateAnswer(request);
    this.#sayGoodbyeWhenQuiet();
  }

  /** The caller gave up before the answer. */
  cancel(request: SipRequest): void {
    const [invite] = this.#invites;
    if (this.#state !== 'ringing' || !invite?.pending) return;
    invite.reject(487);
    this.#finish({ reason: 'cancelled', by: 'remote', ...detailOf(request) });
    this.#retire();
  }

  #addInvite(
    request: SipRequest,
    transaction: ReceivedRequest['transaction'],
    flow: SipFlow,
  ): IncomingInvite | undefined {
    if (!('receiveAck' in transaction)) return undefined;
    const invite = new IncomingInvite(request, {
      context: this.#context,
      transaction,
      flow,
      localTag: this.id,
      onUnacknowledged: (late) => this.#onUnacknowledged(late),
    });
    this.#invites.push(invite);
    return invite;
  }

  #forget(invite: IncomingInvite): void {
    this.#invites = this.#invites.filter((other) => other !== invite);
  }

  // RFC 3261 section 13.2.1: an INVITE without offer gets ours in the 2xx, the ACK brings the answer.
  #answerWithOffer(invite: IncomingInvite, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => void this.hangup();
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#settleLateAnswer = (error) => {
        signal?.removeEventListener('abort', onAbort);
        this.#settleLateAnswer = undefined;
        if (error) reject(error);
        else resolve();
      };
      invite.accept(this.#negotiation.offer(), []);
      this.#onAnswered();
    });
  }

  #takeLateAnswer(request: SipRequest): void {
    const result = this.#negotiation.acceptAnswer(request.body);
    if (result.ok) {
      this.#settleLateAnswer?.();
      this.#updateHold();
      return;
    }
    this.#settleLateAnswer?.(noCommonCodec(result.reason));
    this.#finish({ reason: 'error', by: 'error', detail: result.reason });
    void this.#leave();
  }

  #refuseOffer(invite: IncomingInvite, result: NegotiationResult & { ok: false }): OssicleError {
    rejectOffer(invite, result);
    this.#finish({ reason: 'error', by: 'error', detail: result.reason });
    this.#retire();
    return noCommonCodec(result.reason);
  }

  #onAnswered(): void {
    this.#ringTimer?.cancel();
    this.dialog.confirm();
    this.#enter('answer');
    this.#updateHold();
  }

  #receiveReInvite({ request, transaction, flow }: ReceivedRequest): void {
    const received = { request, transaction, flow };
    // Sections 14.2 of RFC 3261 and 4 of RFC 6141: one offer at a time, in either direction.
    if (this.#invites.some((invite) => invite.pending)) {
      this.#respond(received, 500, undefined, retrySoon);
      return;
    }
    if (this.#negotiation.offering) {
      this.#respond(received, 491);
      return;
    }
    const invite = this.#addInvite(request, transaction, flow);
    if (!invite) return;
    if (!hasOfferBody(request)) {
      this.dialog.refreshTarget(request);
      invite.accept(this.#negotiation.offer(), []);
      return;
    }
    const result = this.#negotiation.answer(request.body);
    if (!result.ok) {
      this.#forget(invite);
      rejectOffer(invite, result);
      return;
    }
    this.dialog.refreshTarget(request);
    invite.accept(result.answer, []);
    this.#updateHold();
  }

  #receiveInfo(received: ReceivedRequest): void {
    const { request } = received;
    if (request.body.length === 0) {
      this.#respond(received, 200);
      return;
    }
    if (!infoTypes.some((type) => type === request.contentType)) {
      this.#respond(received, 415, undefined, [['Accept', infoTypes.join(', ')]]);
      return;
    }
    const digit = parseInfoDigit(request.contentType, request.body.toString('latin1'));
    if (!digit) {
      this.#respond(received, 400, 'Malformed Digit');
      return;
    }
    this.#respond(received, 200);
    this.events.emit('dtmf', digit);
  }

  #receiveBye(received: ReceivedRequest): void {
    this.#respond(received, 200);
    const [invite] = this.#invites;
    const cancelled = this.#state === 'ringing';
    if (invite?.pending) invite.reject(487);
    for (const other of this.#invites) other.acknowledge();
    this.#finish({ reason: cancelled ? 'cancelled' : 'hangup', by: 'remote', ...detailOf(received.request) });
    this.#retire();
  }

  #onUnacknowledged(invite: IncomingInvite): void {
    this.#forget(invite);
    this.#finish({ reason: 'timeout', by: 'error', detail: 'no ACK for the 200' });
    if (this.#sayGoodbye) this.#sayGoodbyeWhenQuiet();
    else void this.#leave();
  }

  // A callee may not send BYE before the ACK of its 2xx, or the end of waiting for it (section 15).
  #leave(): Promise<void> {
    return new Promise((resolve) => {
      this.#sayGoodbye = () => {
        const request = { method: 'BYE', flow: this.#lastFlow, behindNat: this.#behindNat };
        void sendInDialog(this.#context, this.dialog, request).then(() => {
          this.#retire();
          resolve();
        });
      };
      this.#sayGoodbyeWhenQuiet();
    });
  }

  #sayGoodbyeWhenQuiet(): void {
    if (this.dialog.state === 'terminated' || this.#invites.some((invite) => invite.unacknowledged)) return;
    const goodbye = this.#sayGoodbye;
    if (!goodbye) return;
    this.dialog.terminate();
    goodbye();
  }

  #updateHold(): void {
    if (this.#negotiation.held && this.#enter('hold')) this.events.emit('held', {});
    else if (!this.#negotiation.held && this.#enter('resume')) this.events.emit('resumed', {});
  }

  #finish(end: LegEnd): void {
    if (!this.#enter('end')) return;
    this.#ringTimer?.cancel();
    this.events.emit('ended', end);
    this.endpoint.close();
    this.#session.close();
    this.#settleLateAnswer?.(new OssicleError('CLOSED', `The call ended before it was set up: ${end.reason}.`));
  }

  #retire(): void {
    this.dialog.terminate();
    this.#onRetired(this);
  }

  #enter(input: LegInput): boolean {
    const next = nextLegState(this.#state, input);
    if (next === undefined) return false;
    this.#state = next;
    return true;
  }

  #respond(received: ReceivedRequest, statusCode: number, reason?: string, headers?: HeaderLines): void {
    respond(this.#context, received, { statusCode, reason, headers });
  }
}

const retrySoon = [['Retry-After', '5']] as const;

function rejectOffer(invite: IncomingInvite, result: NegotiationResult & { ok: false }): void {
  if (result.malformed) invite.reject(400, 'Malformed Session Description');
  else invite.reject(488, undefined, [['Warning', `304 ossicle "${result.reason}"`]]);
}

function noCommonCodec(reason: string): OssicleError {
  return new OssicleError('NO_COMMON_CODEC', `The caller's session description cannot be used: ${reason}.`);
}

function detailOf(request: SipRequest): { readonly detail?: string } {
  const reason = request.headers.get('reason');
  return reason === undefined ? {} : { detail: reason };
}
