import type { TimerWheel, WheelTimer } from './timer-wheel.js';
import { type SipTimes, transactionTimeoutMs } from './timers.js';

/** What a retransmission needs. */
export interface SuccessRetransmissionOptions {
  readonly wheel: TimerWheel;
  readonly times: SipTimes;
  /** Sends the 2xx once more. */
  readonly send: () => void;
  /** No ACK within 64 * T1: the session should be ended with BYE. */
  readonly onTimeout: () => void;
}

/**
 * Repeats a 2xx to INVITE from T1, doubling to T2, until its ACK (RFC 3261, section 13.3.1.4). It runs on reliable
 * flows too: the loss may be beyond the next hop.
 */
export class SuccessRetransmission {
  readonly #options: SuccessRetransmissionOptions;
  #repeat: WheelTimer | undefined;
  #end: WheelTimer | undefined;

  constructor(options: SuccessRetransmissionOptions) {
    this.#options = options;
    this.#scheduleRepeat(options.times.t1Ms);
    this.#end = options.wheel.schedule(transactionTimeoutMs(options.times), () => {
      this.stop();
      options.onTimeout();
    });
  }

  /** Whether the ACK is still awaited. */
  get pending(): boolean {
    return this.#end !== undefined;
  }

  /** The ACK came, or it no longer matters. */
  stop(): void {
    this.#repeat?.cancel();
    this.#end?.cancel();
    this.#repeat = this.#end = undefined;
  }

  #scheduleRepeat(delayMs: number): void {
    this.#repeat = this.#options.wheel.schedule(delayMs, () => {
      this.#options.send();
      this.#scheduleRepeat(Math.min(delayMs * 2, this.#options.times.t2Ms));
    });
  }
}
