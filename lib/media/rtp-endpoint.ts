import type { EventEmitter, SrtpSuite } from '../core/index.js';
import type { AudioSource } from './audio-source.js';
import type { Endpoint } from './endpoint.js';
import type { Playback } from './playback.js';
import type { Recording } from './recording.js';
import type { Session } from './session.js';

/** Where a digit was heard: as an RFC 4733 event, or as a tone in the audio. */
export type DtmfSource = 'rtp' | 'inband';

export interface EndpointEvents {
  /** A key was pressed and released; once per press, whatever the number of packets. */
  dtmf: { readonly digit: string; readonly durationMs: number; readonly source: DtmfSource };
  speechStarted: Record<never, never>;
  speechEnded: { readonly durationMs: number };
  /** The first RTP packet was accepted. */
  mediaStarted: Record<never, never>;
  /** No RTP for `mediaTimeoutMs`; again after media came back and stopped once more. */
  mediaTimeout: { readonly silentMs: number };
  /** The peer said RTCP BYE. */
  rtcpBye: { readonly ssrcs: readonly number[]; readonly reason: string | null };
  closed: Record<never, never>;
}

/** Keys of SRTP: master key and salt in one, `srtpSecretBytes[suite]` bytes, as in `a=crypto` (RFC 4568). Secret. */
export interface SrtpKeys {
  readonly suite: SrtpSuite;
  /** Ours, for what is sent. */
  readonly sendKey: Uint8Array;
  /** The peer's; null as long as it is not known: what comes is dropped then. */
  readonly receiveKey: Uint8Array | null;
}

/** A codec, and the payload type of its packets. */
export interface AgreedCodec {
  readonly name: 'PCMU' | 'PCMA' | 'G722' | 'opus' | 'L16';
  readonly payloadType: number;
  /** Of L16: 8000 or 16,000 (default). The others have one. */
  readonly clockRateHz?: number;
}

/** RFC 4733 events, and the payload type of their packets. */
export interface AgreedTelephoneEvent {
  readonly payloadType: number;
  readonly clockRateHz: number;
}

/** What a peer may send on a payload type. */
export type AlsoReceived = AgreedCodec | ({ readonly name: 'telephone-event' } & AgreedTelephoneEvent);

/** What an offer/answer exchange agreed on. */
export interface EndpointConfig {
  /** Null address: learn the peer from its first packet. */
  readonly remote: { readonly address: string; readonly port: number; readonly rtcpPort?: number } | null;
  readonly rtcpMux: boolean;
  /** What is sent, and what the peer sends at first. */
  readonly codec: AgreedCodec;
  readonly telephoneEvent: AgreedTelephoneEvent | null;
  /**
   * What the peer may send besides, up to 127, and change to with any packet (RFC 3264 section 7): codecs, other payload
   * types of the same codecs, telephone-events. It is heard at the sample rate of `codec`. The first packets of a codec
   * that this endpoint has not met before are concealed while its decoder is made. None by default.
   */
  readonly alsoReceives?: readonly AlsoReceived[];
  /**
   * Comfort noise of RFC 3389, heard in the pauses of a peer that sends nothing in them. By default its static type, 13, is
   * known wherever a codec's clock is 8000 Hz, as many peers send it unasked; null: none. Opus has its own.
   */
  readonly comfortNoise?: { readonly payloadType: number } | null;
  /** From our side: `sendonly` when the peer is on hold and hears us, and so on. `sendrecv` by default. */
  readonly direction?: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
  /** Whether nothing, not even RTCP, is sent before the peer's first valid RTP packet; false by default. */
  readonly awaitsPeer?: boolean;
  /**
   * How the peer's address is learnt. `signalled` (default): a packet from `remote` settles it at once, others are followed
   * for 5 s. `newest`: for 5 s from the first packet on, any source of a valid packet becomes the peer. Afterwards packets
   * from elsewhere are dropped.
   */
  readonly learning?: 'signalled' | 'newest';
  /**
   * True (default): a packet leaves every 20 ms, with silence while nobody is heard, as telephones expect. False: nothing
   * leaves while the endpoint hears nobody, and what a lone speaker of the same codec sends is passed on packet by packet,
   * byte for byte, as it comes.
   */
  readonly steady?: boolean;
  /**
   * Whether speech (`speechStarted`, `speechEnded`) and digits in the audio are looked for; true by default. False spares
   * decoding what is only passed on; `voiceDetection` still finds speech.
   */
  readonly detection?: boolean;
  /**
   * Encrypts both directions, RTCP too; null (default) leaves them plain. Packets that are not encrypted are then dropped.
   * New keys may be given at any time: a new `sendKey` is used at once; a new `receiveKey` is tried before the old one until
   * the first packet under it, for at most 5 s. The same keys go on as they were.
   */
  readonly srtp?: SrtpKeys | null;
  /** Silence after which `mediaTimeout` fires; 0 (default) never. */
  readonly mediaTimeoutMs?: number;
}

/** Parts that an endpoint's voice may go through. */
export interface VoiceSwitches {
  /**
   * `speechStarted` and `speechEnded` by the voice detector, which tells speech from noise, music and tones. Off, they
   * come from energy alone, which costs less.
   */
  readonly voiceDetection?: boolean;
  /** Takes what the peer is sent out of what comes back from it, as from a telephone on a table. */
  readonly echoCancellation?: boolean;
  /** Takes out steady noise; a clean line passes unchanged. */
  readonly noiseSuppression?: boolean;
  /** Brings speech to -23 dBov, and leaves noise where it is. */
  readonly gainControl?: boolean;
}

/** Where media of one peer enters and leaves a Session. Sound flows once it is configured. */
export interface RtpEndpoint extends Endpoint {
  readonly kind: 'rtp';
  /** Even UDP port for RTP; RTCP is one above unless multiplexed. */
  readonly localPort: number;
  readonly events: EventEmitter<EndpointEvents>;
  /**
   * Applies a negotiated description; call again after each renegotiation.
   *
   * @throws OssicleError INVALID_ARGUMENT for a key that has not the size of its suite.
   */
  configure(config: EndpointConfig): void;
  /** Leaves its session and hears another from the next tick on. Packets, counters and playback go along. */
  moveTo(session: Session): void;
  /**
   * Turns parts of what the peer's voice goes through on or off, while it runs; what is not named stays as it is. All
   * are off at first. Echo cancellation, noise suppression and gain control fade in and out within 30 ms, come in this
   * order and are heard by the session and by recordings; each holds the voice back by up to 9 ms while it is on.
   *
   * @throws OssicleError INVALID_STATE before `configure`, UNSUPPORTED for the first two in a build without the WebRTC
   * module, CLOSED.
   */
  setVoiceProcessing(switches: VoiceSwitches): void;
  /** Whether the peer hears itself (an echo service). */
  setLoopback(on: boolean): void;
  /** Starts playing to the peer at once, in place of what was playing. */
  play(source: AudioSource, options?: { readonly repeat?: boolean }): Playback;
  /** Records what the peer says to a new WAV file at `path`. */
  record(path: string): Recording;
  /**
   * Sends up to 32 digits `0-9 * # A-D` as RFC 4733 events (in-band tones when not negotiated), 60 ms apart, each 1 to
   * 10,000 ms long (160 by default).
   * `volumeDbm0` is the level they report, as 0 to 63 dB below 0 dBm0 (RFC 4733 section 2.3.3); 10 by default.
   */
  sendDtmf(digits: string, options?: { readonly durationMs?: number; readonly volumeDbm0?: number }): void;
  /** Forgets the digits that were not sent yet, and ends the one on its way without telling its end. */
  stopDtmf(): void;
  /** Stops playback and recording, says RTCP BYE and frees the ports. */
  close(): void;
}
