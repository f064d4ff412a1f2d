/** What a `Goodbye` is given. */
export interface GoodbyeOptions {
  /** Whether the protocol allows a BYE now. */
  readonly maySend: () => boolean;
  /** Sends it; settles with the other side's answer or the end of waiting for it. */
  readonly send: () => Promise<unknown>;
  /** It has been said, or is no longer needed. */
  readonly onDone: () => void;
}

/**
 * Our BYE: asked for once, sent as soon as it may be. A callee may not send it before the ACK of its 2xx, or the end of
 * waiting for that (RFC 3261, section 15).
 */
export class Goodbye {
  readonly #options: GoodbyeOptions;
  readonly #waiters: (() => void)[] = [];
  #state: 'unasked' | 'waiting' | 'sent' | 'done' = 'unasked';

  constructor(options: GoodbyeOptions) {
    this.#options = options;
  }

  /** Asks for it; resolves when it is done. */
  say(): Promise<void> {
    if (this.#state === 'done') return Promise.resolve();
    if (this.#state === 'unasked') this.#state = 'waiting';
    const done = new Promise<void>((resolve) => this.#waiters.push(resolve));
    this.proceed();
    return done;
  }

  /** Resolves when it is done; at once when nobody asked for it. */
  settled(): Promise<void> {
    return this.#state === 'unasked' ? Promise.resolve() : this.say();
  }

  /** Sends it if it is wanted and nothing stands in its way any more. */
  proceed(): void {
    if (this.#state !== 'waiting' || !this.#options.maySend()) return;
    this.#state = 'sent';
    const { send, onDone } = this.#options;
    void send().then(onDone, onDone);
  }

  /** Ends the waiting: all is said, or nobody will answer. */
  finish(): void {
    this.#state = 'done';
    for (const resolve of this.#waiters.splice(0)) resolve();
  }
}
