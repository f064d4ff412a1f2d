/** How far the end has come; each signal moves it on, never back. */
type Stage = 'serving' | 'draining' | 'closing';

/** What happens at each step towards the end. */
export interface ShutdownSteps {
  /**
   * No new calls and sessions; resolves when those there are over, or `signal` fires. At SIGTERM calls may end by
   * themselves, else callers are said goodbye to.
   */
  drain(reason: EndingSignal, signal: AbortSignal): Promise<void>;
  /** Says goodbye and frees everything. */
  close(): Promise<void>;
  /** Sessions that control clients own: only they, or a third signal, cut their work short. */
  ownedSessions(): number;
  /** Says that one more signal ends at once. */
  warn(): void;
  /** Ends the process now. */
  abandon(exitCode: number): void;
}

/** Exit codes of a process ended by a signal, as shells know them. */
export const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export type EndingSignal = keyof typeof exitCodes;

/** That of a process whose sessions were cut off by a third signal. */
const exitImpatient = 1;

/**
 * Turns signals into an orderly end: SIGINT and SIGHUP close, SIGTERM drains first, impatience ends at once. As long as
 * control clients own sessions, every signal drains, the second warns and the third ends.
 */
export class Shutdown {
  readonly #steps: ShutdownSteps;
  readonly #drainAbort = new AbortController();
  #stage: Stage = 'serving';
  #warned = false;
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
    else if (this.#stage === 'draining') this.#hurry();
    else if (signal === 'SIGTERM' || this.#steps.ownedSessions() > 0) this.#drain(signal);
    else this.#close();
  }

  #hurry(): void {
    if (this.#steps.ownedSessions() === 0) this.#drainAbort.abort();
    else if (this.#warned) this.#steps.abandon(exitImpatient);
    else {
      this.#warned = true;
      this.#steps.warn();
    }
  }

  #drain(reason: EndingSignal): void {
    this.#stage = 'draining';
    const close = (): void => this.#close();
    this.#steps.drain(reason, this.#drainAbort.signal).then(close, close);
  }

  #close(): void {
    this.#stage = 'closing';
    this.#steps.close().then(this.#done, this.#failed);
  }
}
