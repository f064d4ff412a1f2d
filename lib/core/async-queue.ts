import { aborted } from './errors.js';

/**
 * Bounded queue between code that pushes and code that awaits. Full policy: the oldest item is dropped and counted
 * in `dropped`. Iterating ends when the queue is closed and drained.
 */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  readonly #waiters = new Set<(result: IteratorResult<T, undefined>) => void>();
  #closed = false;
  #dropped = 0;

  constructor(capacity = 1024) {
    this.#capacity = capacity;
  }

  /** Items dropped because nobody took them in time. */
  get dropped(): number {
    return this.#dropped;
  }

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    if (this.#closed) return;
    const [waiter] = this.#waiters;
    if (waiter) {
      this.#waiters.delete(waiter);
      waiter({ done: false, value: item });
      return;
    }
    if (this.#items.length >= this.#capacity) {
      this.#items.shift();
      this.#dropped++;
    }
    this.#items.push(item);
  }

  /** Takes what waits now, without waiting. */
  takeAll(): T[] {
    return this.#items.splice(0);
  }

  /** The next item, or `done` once closed and empty. Rejects with ABORTED when `signal` fires. */
  next(signal?: AbortSignal): Promise<IteratorResult<T, undefined>> {
    if (signal?.aborted) return Promise.reject(aborted(signal));
    if (this.#items.length > 0) return Promise.resolve({ done: false, value: this.#items.shift() as T });
    if (this.#closed) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      const waiter = (result: IteratorResult<T, undefined>): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => {
        this.#waiters.delete(waiter);
        reject(aborted(signal as AbortSignal));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiters.add(waiter);
    });
  }

  /** No more items come; waiting readers are told once what is there has been read. */
  close(): void {
    this.#closed = true;
    for (const waiter of this.#waiters) waiter({ done: true, value: undefined });
    this.#waiters.clear();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    for (;;) {
      const result = await this.next();
      if (result.done) return undefined;
      yield result.value;
    }
  }
}
