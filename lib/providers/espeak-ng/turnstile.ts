import { aborted, OssicleError, throwIfAborted } from '../../core/index.js';

/** Lets a limited number in at a time; the others wait in order. Full policy: LIMIT_REACHED is thrown. */
export class Turnstile {
  readonly #maxInside: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(maxInside: number, maxWaiting: number) {
    this.#maxInside = maxInside;
    this.#maxWaiting = maxWaiting;
  }

  /** Runs `task` when its turn has come. @throws OssicleError LIMIT_REACHED, ABORTED; and what `task` throws. */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (this.#inside < this.#maxInside) {
      this.#inside++;
      return;
    }
    if (this.#waiting.size >= this.#maxWaiting) {
      throw new OssicleError('LIMIT_REACHED', `${this.#waiting.size} texts wait to be spoken already.`);
    }
    await new Promise<void>((resolve, reject) => {
      const admit = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#waiting.delete(admit);
        reject(aborted(signal));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(admit);
    });
  }

  /** Whoever waits longest takes the place over. */
  #leave(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#inside--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
