import type { Endpoint } from './endpoint.js';

/**
 * One of two ends through which two sessions hear each other, as 48 kHz audio: what all others of its session say comes
 * out at the other end. Ends of bridges do not hear each other, so nothing goes round in circles.
 */
export interface BridgeEndpoint extends Endpoint {
  readonly kind: 'bridge';
  /** The end in the other session. Closing one closes both. */
  readonly other: BridgeEndpoint;
}
