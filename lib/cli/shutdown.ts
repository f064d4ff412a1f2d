/** How far the end has come; each signal moves it on, never back. */
type Stage = 'serving' | 'draining' | 'closing';

/** What happens at each step towards the end. */
export interface ShutdownSteps {
  /** SIGTERM: no new calls; resolves when the running ones are over, or `signal` fires. */
  drain(signal: AbortSignal): Promise<void>;
  /** Says goodbye and frees everything. */
  close(): Promise<void>;
  /** Ends the process now. */
  abandon(exitCode: number): void;
}

/** Exit codes of a process ended by a signal, as shells know them. */
export const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export type EndingSignal = keyof typeof exitCodes;

/** Turns signals into an orderly end: SIGINT and SIGHUP close, SIGTERM drains first, impatience ends at once. */
export class Shutdown {
  readonly #steps: ShutdownSteps;
  readonly #drainAbort = new AbortController();
  #stage: Stage = 'serving';
  #done: (() => void) | undefined;
  #failed: ((error: unknown) => void) | undefined;
  /** Settles when everything is closed. */
  readonly finished: Promise<void>;

  constructor(steps: ShutdownSteps) {
    this.#steps = steps;
    this.finished = new Promise((resolve, reject) => {
      this.#done = resolve;
      this.#failed = reject;
    });
  }

  onSignal(signal: EndingSignal): void {
    if (this.#stage === 'closing') this.#steps.abandon(exitCodes[signal]);
    else if (this.#stage === 'draining') this.#drainAbort.abort();
    else if (signal === 'SIGTERM') this.#drain();
    else this.#close();
  }

  #drain(): void {
    this.#stage = 'draining';
    const close = (): void => this.#close();
    this.#steps.drain(this.#drainAbort.signal).then(close, close);
  }

  #close(): void {
    this.#stage = 'closing';
    this.#steps.close().then(this.#done, this.#failed);
  }
}
