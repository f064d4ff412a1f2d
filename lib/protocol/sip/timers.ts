/** Base times of RFC 3261, table 4, in milliseconds. */
export interface SipTimes {
  /** Round-trip estimate. */
  readonly t1Ms: number;
  /** Longest interval between retransmissions of non-INVITE requests and INVITE responses. */
  readonly t2Ms: number;
  /** Longest time a message stays in the network. */
  readonly t4Ms: number;
}

/** The RFC's values. */
export const defaultSipTimes: SipTimes = { t1Ms: 500, t2Ms: 4000, t4Ms: 5000 };

/** How long a transaction may take in all: timers B, F, H, J, L and M. */
export function transactionTimeoutMs(times: SipTimes): number {
  return 64 * times.t1Ms;
}

/** Timer D: at least 32 s on an unreliable flow, whatever T1 is. */
export function timerDMs(times: SipTimes, reliable: boolean): number {
  return reliable ? 0 : Math.max(32_000, 64 * times.t1Ms);
}
