import type { Session } from './session.js';
import type { EngineStats } from './stats.js';

/** What the domain sees of the media plane: `MediaEngine` and `SteppedEngine` both are one. */
export interface MediaPlane extends AsyncDisposable {
  createSession(): Session;
  stats(): EngineStats;
  /** Finalises recordings, closes everything and ends the threads. Idempotent. */
  close(): Promise<void>;
}
