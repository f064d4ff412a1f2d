import { isIP } from 'node:net';
import type { EndpointConfig, RtpEndpoint } from '../media/rtp-endpoint.js';
import {
  acceptAnswer,
  answerAudio,
  createOffer,
  type LocalAudio,
  type NegotiatedAudio,
  parseSdp,
  type SessionDescription,
  writeSdp,
} from '../protocol/sdp/index.js';

/** What came of a description the other side sent. */
export type NegotiationResult =
  | { readonly ok: true; readonly answer: string }
  | { readonly ok: false; readonly malformed: boolean; readonly reason: string };

/** What one leg brings to its exchanges. */
export interface MediaNegotiationOptions {
  readonly endpoint: RtpEndpoint;
  /** Address to advertise for media. */
  readonly address: string;
  /** Decimal digits, for `o=`. */
  readonly sessionId: string;
  /** See `EndpointConfig`. */
  readonly mediaTimeoutMs: number;
}

/** Offer and answer of one leg (RFC 3264): keeps our last description and configures the endpoint by the outcome. */
export class MediaNegotiation {
  readonly #options: MediaNegotiationOptions;
  // Of what was agreed only this: the rest refers to the text it was read from.
  #codecName: string | null = null;
  #held = false;
  #local: SessionDescription | undefined;
  #offer: SessionDescription | undefined;

  constructor(options: MediaNegotiationOptions) {
    this.#options = options;
  }

  get codecName(): string | null {
    return this.#codecName;
  }

  /** Whether the other side does not want to hear us. */
  get held(): boolean {
    return this.#held;
  }

  /** Answers an offer and configures the endpoint; nothing changes when it fails. */
  answer(offerBody: Buffer): NegotiationResult {
    const offer = parseSdp(offerBody);
    if (!offer.ok) return malformed(offer.reason);
    const result = answerAudio(offer.description, this.#localAudio());
    if (!result.ok) return { ok: false, malformed: false, reason: result.reason };
    this.#local = result.answer;
    this.#apply(result.negotiated);
    return { ok: true, answer: writeSdp(result.answer) };
  }

  /** Our offer, for a request that brought none; `acceptAnswer` takes what comes back. */
  offer(): string {
    this.#offer = createOffer(this.#localAudio());
    return writeSdp(this.#offer);
  }

  /** Takes the answer to our offer and configures the endpoint. */
  acceptAnswer(answerBody: Buffer): NegotiationResult {
    const offer = this.#offer;
    this.#offer = undefined;
    const answer = parseSdp(answerBody);
    if (!offer || !answer.ok) return malformed(answer.ok ? 'no offer' : answer.reason);
    const result = acceptAnswer(offer, answer.description);
    if (!result.ok) return { ok: false, malformed: false, reason: result.reason };
    this.#local = offer;
    this.#apply(result.negotiated);
    return { ok: true, answer: '' };
  }

  #localAudio(): LocalAudio {
    const { endpoint, address, sessionId } = this.#options;
    const audio = { address, port: endpoint.localPort, sessionId, sessionVersion: '1' };
    return this.#local ? { ...audio, previous: this.#local } : audio;
  }

  #apply(negotiated: NegotiatedAudio): void {
    this.#codecName = negotiated.codec.name;
    this.#held = negotiated.direction === 'recvonly' || negotiated.direction === 'inactive';
    this.#options.endpoint.configure(toEndpointConfig(negotiated, this.#options.mediaTimeoutMs));
  }
}

function toEndpointConfig(negotiated: NegotiatedAudio, mediaTimeoutMs: number): EndpointConfig {
  const { remote, rtcpMux, codec, telephoneEvent, alsoReceives, comfortNoise, direction } = negotiated;
  // A host name, or the zero address of an old-style hold: the first packet will tell.
  const literal = isIP(remote.address) !== 0 && remote.address !== '0.0.0.0' && remote.address !== '::';
  return {
    remote: literal ? { address: remote.address, port: remote.port, rtcpPort: remote.rtcpPort } : null,
    rtcpMux,
    codec: { name: codec.name, payloadType: codec.payloadType },
    telephoneEvent: telephoneEvent
      ? { payloadType: telephoneEvent.payloadType, clockRateHz: telephoneEvent.clockRateHz }
      : null,
    ...(alsoReceives ? { alsoReceives } : {}),
    ...(comfortNoise ? { comfortNoise } : {}),
    direction,
    mediaTimeoutMs: direction === 'sendrecv' || direction === 'recvonly' ? mediaTimeoutMs : 0,
  };
}

function malformed(reason: string): NegotiationResult {
  return { ok: false, malformed: true, reason };
}
