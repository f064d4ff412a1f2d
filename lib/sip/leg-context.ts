import type { Logger } from '../core/index.js';
import type { HeaderLines, SipIds, SipTimes, TimerWheel, TransactionLayer } from '../protocol/sip/index.js';
import type { LegMedia } from './leg-media.js';
import type { SipFlow } from './sip-flow.js';
import type { SipTransport } from './sip-transport.js';

/** What a user agent shares with its legs. */
export interface LegContext {
  readonly transactions: TransactionLayer;
  readonly transport: SipTransport;
  readonly wheel: TimerWheel;
  readonly times: SipTimes;
  readonly ids: SipIds;
  readonly media: LegMedia;
  readonly logger: Logger;
  /** Server header, or nothing. */
  readonly serverHeaders: HeaderLines;
  /** Silence after which a leg is ended; 0 never. */
  readonly mediaTimeoutMs: number;
  /** Longest time a call may ring. */
  readonly ringTimeoutMs: number;
  /** Contact value for the peer of `flow`. */
  contact(flow: SipFlow): string;
  /** Via value with a new branch, and the key its responses are found by. */
  via(flow: SipFlow, method: string): { readonly via: string; readonly key: string };
}
