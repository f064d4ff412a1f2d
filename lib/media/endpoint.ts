import type { AudioTap, TapOptions } from './audio-tap.js';
import type { Session } from './session.js';
import type { SoundDetection } from './sound-detection.js';
import type { EndpointStats } from './stats.js';
import type { VoiceWatch } from './voice-watch.js';

/** What kind of thing an endpoint is: one of RTP, a file or tone that plays, or one end of a bridge to another session. */
export type EndpointKind = 'rtp' | 'source' | 'bridge';

/**
 * How an endpoint takes part in its session, seen from the endpoint: `sendonly` feeds the session and hears nothing,
 * `recvonly` hears and feeds nothing. Not the direction in an SDP, which is about the peer.
 */
export type SessionDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** Where media enters or leaves a Session; the base of all kinds. */
export interface Endpoint {
  readonly id: string;
  readonly kind: EndpointKind;
  readonly session: Session;
  readonly closed: boolean;
  readonly direction: SessionDirection;
  /** @throws OssicleError CLOSED, and UNSUPPORTED for a source that is to hear something. */
  setDirection(direction: SessionDirection): void;
  /** Whether what it says reaches nobody. It goes on hearing. @throws OssicleError CLOSED. */
  setMuted(muted: boolean): void;
  /** Of what it says, -60 to 30 dB; 0 at first. Changes fade within 20 ms. @throws OssicleError INVALID_ARGUMENT, CLOSED. */
  setGain(gainDb: number): void;
  /**
   * An exception to "hears all others", as for a coach whom only one party hears: whether it hears `speaker`. Kept until
   * one of the two leaves the session.
   *
   * @throws OssicleError INVALID_ARGUMENT when `speaker` is itself or in another session, CLOSED.
   */
  setHearing(speaker: Endpoint, hears: boolean): void;
  /**
   * Reports the voice that comes from it to `watch`, in place of who was told before; null: to nobody.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  watchVoice(watch: VoiceWatch | null): void;
  /**
   * Looks for sounds in what it says, in place of those looked for before; null: for none. It counts from now on, also while
   * nothing comes. A change of the sample rate begins anew.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  detectSounds(detection: SoundDetection | null): void;
  /** A snapshot; figures that mean nothing for the kind are 0. @throws OssicleError CLOSED. */
  stats(): EndpointStats;
  /** Lets what it says, or hears, out to JavaScript. @throws OssicleError INVALID_ARGUMENT, CLOSED. */
  tap(options?: Omit<TapOptions, 'endpoint'>): AudioTap;
  /** Leaves its session and frees what it holds. Idempotent. */
  close(): void;
}
