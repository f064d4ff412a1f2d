import { aborted, throwIfAborted } from '../../core/index.js';

/** One task many wait for. It is cancelled when the last of them has lost interest. */
export class SharedTask<T> {
  readonly #controller = new AbortController();
  readonly #result: Promise<T>;
  #waiters = 0;

  constructor(task: (signal: AbortSignal) => Promise<T>) {
    this.#result = task(this.#controller.signal);
    // Every waiter may have left before it fails.
    this.#result.catch(() => undefined);
  }

  /** Whether it was cancelled, so that nobody should join any more. */
  get cancelled(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Calls `callback` once the task has ended, however it did. */
  onSettled(callback: () => void): void {
    this.#result.then(callback, callback);
  }

  /** The task's result. @throws OssicleError ABORTED when `signal` fires first; and what the task throws. */
  async wait(signal?: AbortSignal): Promise<T> {
    throwIfAborted(signal);
    this.#waiters++;
    try {
      return await (signal ? this.#unlessAborted(signal) : this.#result);
    } finally {
      this.#waiters--;
      if (this.#waiters === 0) this.#controller.abort();
    }
  }

  #unlessAborted(signal: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const onAbort = (): void => reject(aborted(signal));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#result.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }
}
