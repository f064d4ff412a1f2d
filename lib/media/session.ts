import type { AudioSource } from './audio-source.js';
import type { AudioTap, TapOptions } from './audio-tap.js';
import type { BridgeEndpoint } from './bridge-endpoint.js';
import type { Endpoint, SessionDirection } from './endpoint.js';
import type { Recording, RecordingOptions } from './recording.js';
import type { RtpEndpoint } from './rtp-endpoint.js';
import type { SourceEndpoint, SourceOptions } from './source-endpoint.js';

/** A mix of endpoints: each hears all the others. */
export interface Session {
  readonly id: string;
  readonly endpoints: ReadonlySet<Endpoint>;
  readonly closed: boolean;
  /** Takes a pair of UDP ports. @throws OssicleError NO_RTP_PORTS, LIMIT_REACHED, CLOSED. */
  createEndpoint(options?: { readonly direction?: SessionDirection }): RtpEndpoint;
  /** Plays to everyone in it. @throws OssicleError INVALID_ARGUMENT, LIMIT_REACHED, CLOSED. */
  createSource(source: AudioSource, options?: SourceOptions): SourceEndpoint;
  /**
   * Lets it and another session of the same engine hear each other. `direction` is how the near end takes part here; the
   * far end does the opposite. Nothing goes from bridge to bridge, so that sound cannot run in circles, except to and from
   * a `terminal` one: its target has no other bridge.
   *
   * @throws OssicleError INVALID_ARGUMENT for itself, LIMIT_REACHED, CLOSED.
   */
  bridge(target: Session, options?: BridgeOptions): Bridge;
  /**
   * Records to a new file at `path`. It ends with `stop()`, or with what is recorded.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  record(path: string, options?: RecordingOptions): Recording;
  /** Lets sound out to JavaScript. @throws OssicleError INVALID_ARGUMENT, CLOSED. */
  tap(options?: TapOptions): AudioTap;
  /**
   * Tells who has the floor from now on, in place of who was told before (null: nobody): who speaks more than the others
   * over a short and a long time, for at least half a second; null when nobody has spoken for two seconds or the speaker
   * has left. Everyone in the session is decoded meanwhile.
   *
   * @throws OssicleError CLOSED.
   */
  watchSpeaker(onSpeaker: ((speaker: Endpoint | null) => void) | null): void;
  /** Closes every endpoint in it. */
  close(): void;
}

/** How a session is bridged to another. */
export interface BridgeOptions {
  readonly direction?: SessionDirection;
  readonly terminal?: boolean;
}

/** The two ends of a bridge. */
export interface Bridge {
  readonly near: BridgeEndpoint;
  readonly far: BridgeEndpoint;
}
