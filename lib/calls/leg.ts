import type { EventEmitter } from '../core/index.js';
import type { RtpEndpoint } from '../media/rtp-endpoint.js';

/** Who called whom, from our side: `inbound` legs called us. */
export type LegDirection = 'inbound' | 'outbound';

/**
 * `ringing` until answered; `held` while the other side asked for silence (its re-INVITE says sendonly or inactive).
 * `ended` is final.
 */
export type LegState = 'ringing' | 'answered' | 'held' | 'ended';

/** One side of a call as its signalling names it. Everything in it was written by a stranger. */
export interface Party {
  /** The user part of the address, e.g. `+15550100` or `alice`; empty when there is none. */
  readonly user: string;
  /** Empty when the signalling gave none. */
  readonly displayName: string;
  /** The whole address, e.g. `sip:alice@example.org`. */
  readonly uri: string;
}

/** Why a leg ended. */
export type LegEndReason =
  /** One side said goodbye. */
  | 'hangup'
  /** The caller gave up before the answer. */
  | 'cancelled'
  /** We (inbound) or the other side (outbound) refused the call. */
  | 'rejected'
  /** The other side never acknowledged the answer, or stopped answering requests. */
  | 'timeout'
  /** No audio came for too long. */
  | 'mediaTimeout'
  /** The program is ending. */
  | 'shutdown'
  /** Something broke; `detail` says what. */
  | 'error';

/** Told once, when a leg is over. */
export interface LegEnd {
  readonly reason: LegEndReason;
  readonly by: 'remote' | 'local' | 'error';
  /** A fact for the log, e.g. a SIP status line or a Reason header. */
  readonly detail?: string;
}

export interface LegEvents {
  /**
   * Exactly once per leg. Emitted before the endpoint is closed, so that a listener can still take its last
   * `stats()`.
   */
  ended: LegEnd;
  /** A key announced by the signalling (SIP INFO). Keys in the media come from the endpoint's own `dtmf` event. */
  dtmf: { readonly digit: string; readonly durationMs: number };
  held: Record<never, never>;
  resumed: Record<never, never>;
}

/**
 * One party's signalling and its media endpoint: what an adapter (SIP, and others later) gives the domain.
 *
 * The endpoint exists from the start, alone in a Session of its own (`endpoint.session`), and is configured by the
 * leg. The leg owns both: when it ends it emits `ended`, then closes the endpoint and that first session, also when
 * the endpoint has been moved elsewhere meanwhile.
 */
export interface Leg {
  readonly id: string;
  readonly direction: LegDirection;
  readonly caller: Party;
  readonly called: Party;
  /** How it reached us, for people: `SIP/UDP 192.0.2.7:5060`. */
  readonly flow: string;
  readonly endpoint: RtpEndpoint;
  /** The codec in use, e.g. `PCMU`, `PCMA`, `opus`; null while nothing has been agreed on. */
  readonly codecName: string | null;
  readonly state: LegState;
  readonly events: EventEmitter<LegEvents>;
  /**
   * Accepts the call; resolves once the other side has acknowledged, or (a UAS needs not wait for it to speak) as
   * soon as the answer has left and media may flow.
   *
   * @throws OssicleError INVALID_STATE when answered already or ended, NO_COMMON_CODEC (the leg has refused the call
   *   itself), CLOSED when the leg ends meanwhile, ABORTED.
   */
  answer(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Refuses a ringing inbound call with a SIP status of 400 to 699. Does nothing once answered or ended. */
  reject(statusCode: number, reason?: string): void;
  /**
   * Ends the leg in whatever state it is (BYE, CANCEL or a refusal). `ended` fires before this resolves; resolves
   * when the other side confirmed or a time limit passed. Never rejects; does nothing when ended.
   */
  hangup(reason?: LegEndReason): Promise<void>;
}
