import type { AlsoReceived } from '../../media/index.js';
import { CommandError } from '../../protocol/control/index.js';
import {
  type PlainAudio,
  type PlainFormat,
  type PlainTelephoneEvent,
  plainOffer,
  plainTelephoneEvent,
} from '../../protocol/sdp/index.js';
import { alsoReceived } from './also-received.js';
import { SrtpNegotiation } from './srtp-negotiation.js';

/** What both sides of an RTP endpoint have agreed on so far. */
export class RtpNegotiation {
  /** The codecs of our first description: answers choose among these for ever. */
  readonly #original: readonly PlainFormat[];
  #formats: readonly PlainFormat[];
  #telephoneEvent: PlainTelephoneEvent;
  /** Those of our first description. */
  readonly #originalEvent: PlainTelephoneEvent;
  /** Those the peer listed last. */
  #peerEvents: readonly PlainTelephoneEvent[];
  /** Whether the peer listed telephone-event, too. */
  #peerTakesEvents: boolean;
  #remote: PlainAudio['remote'];
  #rtcpMux: boolean;
  /** Null without SRTP. */
  readonly srtp: SrtpNegotiation | null;

  private constructor(formats: readonly PlainFormat[], peer: PlainAudio | null, srtp: SrtpNegotiation | null) {
    this.srtp = srtp;
    this.#original = this.#formats = formats;
    this.#peerEvents = peer?.telephoneEvents ?? [];
    this.#telephoneEvent = this.#originalEvent = plainTelephoneEvent(formats, this.#peerEvents);
    this.#peerTakesEvents = peer === null || peer.telephoneEvents.length > 0;
    this.#remote = peer?.remote ?? null;
    this.#rtcpMux = peer?.rtcpMux ?? true;
  }

  /** Ready to answer `offer`: everything it lists that we know. @throws CommandError ENDPOINT_ERROR for a bad key. */
  static answering(offer: PlainAudio): RtpNegotiation {
    return new RtpNegotiation(offer.formats, offer, SrtpNegotiation.answering(offer.cryptos));
  }

  /** Ready to offer the codecs of `names` (null: all). */
  static offering(names: readonly string[] | null, withSrtp: boolean): RtpNegotiation {
    return new RtpNegotiation(plainOffer(names), null, withSrtp ? SrtpNegotiation.offering() : null);
  }

  /** The codecs we list, the one we send with first; empty when no audio flows. */
  get formats(): readonly PlainFormat[] {
    return this.#formats;
  }

  /** The one we list, whether or not the peer does. */
  get telephoneEvent(): PlainTelephoneEvent {
    return this.#telephoneEvent;
  }

  /** All that we list: that one and, in an answer, the others of the offer. */
  get telephoneEvents(): readonly PlainTelephoneEvent[] {
    const others = this.#peerEvents.filter(({ payloadType }) => payloadType !== this.#telephoneEvent.payloadType);
    return [this.#telephoneEvent, ...others];
  }

  /** What the peer may send besides the first of the formats and the telephone-event. */
  get alsoReceives(): readonly AlsoReceived[] {
    return alsoReceived({
      formats: this.#formats,
      telephoneEvents: this.telephoneEvents,
      offered: { formats: this.#original, telephoneEvent: this.#originalEvent },
      eventsAgreed: this.#peerTakesEvents,
    });
  }

  /** Whether digits may be sent to the peer. */
  get canSendDigits(): boolean {
    return this.#peerTakesEvents;
  }

  get remote(): PlainAudio['remote'] {
    return this.#remote;
  }

  get rtcpMux(): boolean {
    return this.#rtcpMux;
  }

  /**
   * Takes the peer's answer to our latest description, at first or in a renegotiation.
   *
   * @throws CommandError ENDPOINT_ERROR without an address, a codec of our first description or a key for SRTP; nothing
   *   changes then.
   */
  accept(answer: PlainAudio): void {
    if (answer.remote === null) throw new CommandError('ENDPOINT_ERROR', 'The answer has no connection address.');
    const formats = answer.formats.length > 0 ? this.#narrow(answer.formats) : this.#formats;
    this.srtp?.receiveWith(this.srtp.keyIn(answer.cryptos));
    this.#formats = formats;
    this.#remote = answer.remote;
    this.#rtcpMux = answer.rtcpMux;
    this.#peerTakesEvents = answer.telephoneEvents.length > 0;
    this.#peerEvents = answer.telephoneEvents;
    if (this.#peerTakesEvents) this.#telephoneEvent = plainTelephoneEvent(this.#formats, answer.telephoneEvents);
  }

  #narrow(answered: readonly PlainFormat[]): readonly PlainFormat[] {
    const common = answered.filter(({ codec }) => this.#original.some((format) => format.codec === codec));
    if (common.length > 0) return common;
    throw new CommandError('ENDPOINT_ERROR', 'The answer lists no codecs from the original offer.');
  }
}
