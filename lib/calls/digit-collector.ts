import { aborted, type CancelTimer, type Clock, OssicleError, throwIfAborted } from '../core/index.js';

/** Digits kept for a `listenDtmf` to come; beyond this the oldest are dropped. */
const maxTypeAhead = 64;

/** How digits are collected. */
export interface ListenDtmfOptions {
  /** Ends once this many digits have come; 1 by default. */
  readonly maxDigits?: number;
  /** Ends this long after the start, whatever has come; 10,000 by default. */
  readonly timeoutMs?: number;
  /** Ends when no further digit comes for this long after one has; `timeoutMs` alone counts by default. */
  readonly interDigitTimeoutMs?: number;
  /** Digits that end it and are not part of the result; `#` by default, an empty string for none. */
  readonly terminators?: string;
  /** Whether to forget digits pressed before the call of `listenDtmf`; false by default, so callers can type ahead. */
  readonly flush?: boolean;
  readonly signal?: AbortSignal;
}

/** What came, and why collecting ended. */
export interface CollectedDigits {
  readonly digits: string;
  readonly endedBy: 'maxDigits' | 'terminator' | 'timeout' | 'hangup';
}

interface Collection {
  readonly maxDigits: number;
  readonly terminators: string;
  readonly interDigitTimeoutMs: number | undefined;
  digits: string;
  cancelInterDigit: CancelTimer | undefined;
  finish(endedBy: CollectedDigits['endedBy']): void;
}

/** The keypad of one call: presses go in, `listen` takes them out, and what nobody listens for waits. */
export class DigitCollector {
  readonly #clock: Clock;
  #typeAhead = '';
  #collection: Collection | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether digits wait that no `listen` has taken yet. */
  get hasTypeAhead(): boolean {
    return this.#typeAhead !== '';
  }

  press(digit: string): void {
    if (this.#collection) this.#add(this.#collection, digit);
    else this.#typeAhead = (this.#typeAhead + digit).slice(-maxTypeAhead);
  }

  /** @throws OssicleError INVALID_STATE while another `listen` is running, ABORTED. */
  listen(options: ListenDtmfOptions): Promise<CollectedDigits> {
    if (this.#collection) {
      return Promise.reject(new OssicleError('INVALID_STATE', 'Another listenDtmf is waiting for digits already.'));
    }
    return new Promise((resolve, reject) => {
      throwIfAborted(options.signal);
      this.#begin(options, resolve, reject);
    });
  }

  /** The call is over: a waiting `listen` resolves with what it has. */
  end(): void {
    this.#collection?.finish('hangup');
  }

  #begin(options: ListenDtmfOptions, resolve: (result: CollectedDigits) => void, reject: (error: Error) => void): void {
    const { signal } = options;
    const release = (): void => {
      cancelTimeout();
      collection.cancelInterDigit?.();
      signal?.removeEventListener('abort', onAbort);
      this.#collection = undefined;
    };
    const collection: Collection = {
      maxDigits: options.maxDigits ?? 1,
      terminators: options.terminators ?? '#',
      interDigitTimeoutMs: options.interDigitTimeoutMs,
      digits: '',
      cancelInterDigit: undefined,
      finish: (endedBy) => {
        release();
        resolve({ digits: collection.digits, endedBy });
      },
    };
    const onAbort = (): void => {
      release();
      this.#typeAhead = collection.digits + this.#typeAhead;
      reject(aborted(signal as AbortSignal));
    };
    const cancelTimeout = this.#clock.schedule(options.timeoutMs ?? 10_000, () => collection.finish('timeout'));
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#collection = collection;
    this.#drainTypeAhead(collection, options.flush ?? false);
  }

  #drainTypeAhead(collection: Collection, flush: boolean): void {
    const waiting = flush ? '' : this.#typeAhead;
    this.#typeAhead = '';
    for (const [index, digit] of [...waiting].entries()) {
      this.#add(collection, digit);
      if (this.#collection === collection) continue;
      this.#typeAhead = waiting.slice(index + 1);
      return;
    }
  }

  #add(collection: Collection, digit: string): void {
    collection.cancelInterDigit?.();
    if (collection.terminators.includes(digit)) {
      collection.finish('terminator');
      return;
    }
    collection.digits += digit;
    const { interDigitTimeoutMs } = collection;
    if (collection.digits.length >= collection.maxDigits) collection.finish('maxDigits');
    else if (interDigitTimeoutMs !== undefined) {
      collection.cancelInterDigit = this.#clock.schedule(interDigitTimeoutMs, () => collection.finish('timeout'));
    }
  }
}
