import type { Session } from '../media/session.js';

/** What the SIP side asks of the media plane: a session of its own for each leg. `MediaEngine` is one. */
export interface LegMedia {
  createSession(): Session;
}
