import type { Session } from './session.js';
import type { EndpointStats } from './stats.js';

/** What kind of thing an endpoint is. */
export type EndpointKind = 'rtp';

/** Where media enters or leaves a Session; the base of all kinds. */
export interface Endpoint {
  readonly id: string;
  readonly kind: EndpointKind;
  readonly session: Session;
  readonly closed: boolean;
  /** A snapshot; figures that mean nothing for the kind are 0. */
  stats(): EndpointStats;
  /** Leaves its session and frees what it holds. Idempotent. */
  close(): void;
}
