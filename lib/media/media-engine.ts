import type { Session } from './session.js';
import type { EngineStats } from './stats.js';

export interface MediaEngineOptions {
  /** Media threads; one per CPU core by default. */
  readonly threads?: number;
  /** Address the RTP sockets bind to; all interfaces by default. */
  readonly bindAddress?: string;
  /** Inclusive range of UDP ports; 20000 to 29999 by default. */
  readonly rtpPorts?: { readonly min: number; readonly max: number };
}

/** What the domain sees of the media plane: `MediaEngine` and `SteppedEngine` both are one. */
export interface MediaPlane extends AsyncDisposable {
  createSession(): Session;
  stats(): EngineStats;
  /** Finalises recordings, closes everything and ends the threads. Idempotent. */
  close(): Promise<void>;
}
