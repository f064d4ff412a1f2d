import type { Endpoint } from './endpoint.js';
import type { PlaybackReport } from './playback.js';

/** How a source is played into a session. */
export interface SourceOptions {
  /** Plays after the first, 0 to 10,000, or null for ever; 0 by default. */
  readonly loops?: number | null;
  /** Where every play begins; 0 by default. Tones begin at their beginning. */
  readonly startMs?: number;
  /** As by `setGain`; 0 by default. */
  readonly gainDb?: number;
}

/**
 * A file, samples or tones that feed a session and hear nothing. It plays at once. Paused or ended it is heard by nobody
 * and stays in its session until it is closed.
 */
export interface SourceEndpoint extends Endpoint {
  readonly kind: 'source';
  /** Settles when it has ended: `finished`, `failed`, or `closed`. Never rejects. */
  readonly finished: Promise<PlaybackReport>;
  /** Where in it what is heard now is; of what is repeated, in the present round. At most 100 ms old. */
  readonly positionMs: number;
  /** @throws OssicleError CLOSED. */
  pause(): void;
  /** @throws OssicleError CLOSED. */
  resume(): void;
  /** Goes on from another place. @throws OssicleError INVALID_ARGUMENT, UNSUPPORTED for tones, CLOSED. */
  seek(positionMs: number): void;
}
