/** The longest interval that timers hold. */
const longestMs = 2 ** 31 - 1;

/** Keeps the process alive until `promise` settles, as the engine itself does not. It must settle soon, and not reject. */
export function keepAliveUntil(promise: Promise<unknown>): void {
  const timer = setInterval(() => undefined, longestMs);
  void promise.then(() => clearInterval(timer));
}
