import type { SipResponse } from '../message.js';

/** What a client transaction tells its user. Each at most once, but for provisional and repeated 2xx responses. */
export interface ClientTransactionUser {
  /** Every response that is no retransmission; for INVITE also each further 2xx. */
  onResponse(response: SipResponse): void;
  /** No final response came in time. */
  onTimeout(): void;
}
