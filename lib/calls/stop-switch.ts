/** An AbortSignal that fires with any of several causes, and can be let go of when none matters any more. */
export class StopSwitch {
  readonly #controller = new AbortController();
  readonly #releases: (() => void)[] = [];

  constructor(...signals: (AbortSignal | undefined)[]) {
    for (const signal of signals) if (signal) this.#follow(signal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(): void {
    // A reason of ours spares the making of a DOMException with its stack.
    this.#controller.abort('stopped');
  }

  /** Runs with `release`. */
  onRelease(callback: () => void): void {
    this.#releases.push(callback);
  }

  /** Forgets the causes, so that long-lived signals do not keep this alive. */
  release(): void {
    for (const release of this.#releases.splice(0)) release();
  }

  #follow(signal: AbortSignal): void {
    if (signal.aborted) {
      this.stop();
      return;
    }
    const onAbort = (): void => this.stop();
    signal.addEventListener('abort', onAbort, { once: true });
    this.#releases.push(() => signal.removeEventListener('abort', onAbort));
  }
}
