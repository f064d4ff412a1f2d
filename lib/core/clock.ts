/** Cancels a timer; calling it again does nothing. */
export type CancelTimer = () => void;

/** Time as it is given to everything that waits, so that tests run on virtual time. */
export interface Clock {
  /** Monotonic milliseconds; only differences mean anything. */
  nowMs(): number;
  /** Wall-clock time. */
  date(): Date;
  /** Calls `callback` once after `delayMs`. The timer does not keep the process alive. */
  schedule(delayMs: number, callback: () => void): CancelTimer;
}

/** The longest delay that Node's timers hold; 24.8 days. */
const longestDelayMs = 2 ** 31 - 1;

/** The real clock. What is to wait longer than its timers hold comes when they end. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  date: () => new Date(),
  schedule(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(delayMs, longestDelayMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
