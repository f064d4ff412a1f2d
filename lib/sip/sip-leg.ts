import type { Leg, LegEnd, LegEndReason, LegEvents, LegState, Party } from '../calls/leg.js';
import { aborted, EventEmitter, OssicleError, throwIfAborted } from '../core/index.js';
import type { RtpEndpoint } from '../media/rtp-endpoint.js';
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
import { Goodbye } from './goodbye.js';
import { IncomingInvite } from './incoming-invite.js';
import type { LegContext } from './leg-context.js';
import { LegInvites } from './leg-invites.js';
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
  readonly endpoint: RtpEndpoint;
  readonly events: EventEmitter<LegEvents>;
  readonly dialog: Dialog;
  readonly #context: LegContext;
  readonly #session: Session;
  readonly #negotiation: MediaNegotiation;
  readonly #onRetired: (leg: SipLeg) => void;
  readonly #behindNat: boolean;
  readonly #invites = new LegInvites();
  readonly #goodbye: Goodbye;
  #state: LegState = 'ringing';
  #lastFlow: SipFlow;
  #ringTimer: WheelTimer | undefined;
  #settleLateAnswer: ((error?: OssicleError) => void) | undefined;
  /** The INVITE whose 2xx carries our offer; its ACK brings the answer. */
  #offered: IncomingInvite | undefined;

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
    this.#goodbye = new Goodbye({
      maySend: () => !this.#invites.unacknowledged,
      send: () => sendInDialog(context, dialog, { method: 'BYE', flow: this.#lastFlow, behindNat: this.#behindNat }),
      onDone: () => this.#retire(),
    });
    this.#addInvite(received);
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
    const invite = this.#invites.pending;
    if (this.#state !== 'ringing' || !invite?.request) {
      throw new OssicleError('INVALID_STATE', `A leg that is ${this.#state} cannot be answered.`);
    }
    if (!hasOfferBody(invite.request)) return this.#answerWithOffer(invite, options.signal);
    const result = this.#answerOffer(invite, invite.request);
    if (!result.ok) throw this.#refuseOffer(invite, result);
    invite.accept(result.answer);
    this.#onAnswered();
  }

  reject(statusCode: number, reason?: string): void {
    const invite = this.#invites.pending;
    if (this.#state !== 'ringing' || !invite) return;
    invite.reject(statusCode, reason);
    this.#finish({ reason: 'rejected', by: 'local', detail: String(statusCode) });
    this.#retire();
  }

  async hangup(reason: LegEndReason = 'hangup'): Promise<void> {
    if (this.#state === 'ended') return this.#goodbye.settled();
    const by = failures.has(reason) ? 'error' : 'local';
    const ringing = this.#state === 'ringing';
    if (ringing) this.#invites.pending?.reject(reason === 'shutdown' ? 503 : 480);
    this.#finish({ reason, by });
    if (ringing) this.#retire();
    else await this.#goodbye.say();
  }

  /** Starts ringing, unless the call has been answered or refused already. */
  ring(): void {
    const invite = this.#invites.pending;
    if (this.#state !== 'ringing' || !invite) return;
    invite.ringSoon();
    this.#ringTimer = this.#context.wheel.schedule(this.#context.ringTimeoutMs, () => void this.hangup('timeout'));
  }

  /** Gives up on a goodbye that nobody confirms. */
  abandon(): void {
    this.#finish({ reason: 'shutdown', by: 'local' });
    this.#retire();
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
    const invite = this.#invites.acknowledge(request.cseq?.number);
    if (!invite) return;
    if (invite === this.#offered) this.#takeLateAnswer(request);
    this.#goodbye.proceed();
  }

  /** The caller gave up before the answer. */
  cancel(request: SipRequest): void {
    const invite = this.#invites.pending;
    if (this.#state !== 'ringing' || !invite) return;
    invite.reject(487);
    this.#finish({ reason: 'cancelled', by: 'remote', ...detailOf(request) });
    this.#retire();
  }

  #addInvite({ request, transaction, flow }: ReceivedRequest): IncomingInvite | undefined {
    if (!('receiveAck' in transaction)) return undefined;
    const invite = new IncomingInvite(request, {
      context: this.#context,
      transaction,
      flow,
      localTag: this.id,
      onUnacknowledged: (late) => this.#onUnacknowledged(late),
    });
    this.#invites.add(invite);
    return invite;
  }

  // A media plane that refuses must not leave the caller without an answer.
  #answerOffer(invite: IncomingInvite, request: SipRequest): NegotiationResult {
    try {
      return this.#negotiation.answer(request.body);
    } catch (error) {
      invite.reject(500);
      this.#invites.remove(invite);
      void this.hangup('error');
      throw error;
    }
  }

  // RFC 3261 section 13.2.1: an INVITE without offer gets ours in the 2xx, the ACK brings the answer.
  #answerWithOffer(invite: IncomingInvite, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#settleLateAnswer?.(aborted(signal as AbortSignal));
        void this.hangup();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#settleLateAnswer = (error) => {
        signal?.removeEventListener('abort', onAbort);
        this.#settleLateAnswer = undefined;
        if (error) reject(error);
        else resolve();
      };
      this.#sendOffer(invite);
      this.#onAnswered();
    });
  }

  #sendOffer(invite: IncomingInvite): void {
    this.#offered = invite;
    invite.accept(this.#negotiation.offer());
  }

  #takeLateAnswer(request: SipRequest): void {
    this.#offered = undefined;
    if (this.#state === 'ended') return;
    const result = this.#negotiation.acceptAnswer(request.body);
    if (result.ok) {
      this.#settleLateAnswer?.();
      this.#updateHold();
      return;
    }
    this.#settleLateAnswer?.(noCommonCodec(result.reason));
    this.#finish({ reason: 'error', by: 'error', detail: result.reason });
    void this.#goodbye.say();
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

  #receiveReInvite(received: ReceivedRequest): void {
    const { request } = received;
    // RFC 3261 section 14.2: one INVITE at a time, and one offer at a time in either direction.
    if (this.#invites.pending || this.#invites.full) {
      this.#respond(received, 500, undefined, retrySoon);
      return;
    }
    if (this.#offered) {
      this.#respond(received, 491);
      return;
    }
    const invite = this.#addInvite(received);
    if (!invite) return;
    const result = hasOfferBody(request) ? this.#answerOffer(invite, request) : undefined;
    if (result && !result.ok) {
      this.#invites.remove(invite);
      rejectOffer(invite, result);
      return;
    }
    this.dialog.refreshTarget(request);
    if (result) invite.accept(result.answer);
    else this.#sendOffer(invite);
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
    const cancelled = this.#state === 'ringing';
    this.#invites.pending?.reject(487);
    this.#finish({ reason: cancelled ? 'cancelled' : 'hangup', by: 'remote', ...detailOf(received.request) });
    this.#retire();
  }

  #onUnacknowledged(invite: IncomingInvite): void {
    this.#invites.remove(invite);
    this.#finish({ reason: 'timeout', by: 'error', detail: 'no ACK for the 200' });
    void this.#goodbye.say();
  }

  #updateHold(): void {
    if (this.#negotiation.held && this.#enter('hold')) this.events.emit('held', {});
    else if (!this.#negotiation.held && this.#enter('resume')) this.events.emit('resumed', {});
  }

  #finish(end: LegEnd): void {
    if (!this.#enter('end')) return;
    this.#ringTimer?.cancel();
    this.events.emit('ended', end);
    this.#releaseMedia();
    this.#settleLateAnswer?.(new OssicleError('CLOSED', `The call ended before it was set up: ${end.reason}.`));
  }

  // The signalling goes on to its end whatever the media plane says.
  #releaseMedia(): void {
    try {
      this.endpoint.close();
      this.#session.close();
    } catch (error) {
      this.#context.logger.error('A media endpoint could not be closed.', { error });
    }
  }

  #retire(): void {
    this.#invites.clear();
    this.dialog.terminate();
    this.#goodbye.finish();
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

const failures: ReadonlySet<LegEndReason> = new Set(['timeout', 'mediaTimeout', 'error']);
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
