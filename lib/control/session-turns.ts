import type { Clock } from '../core/index.js';
import { CommandError } from '../protocol/control/index.js';

/** How long a command waits for its turn, and then for its answer. */
const limitMs = 5000;
const maximumWaiting = 64;

/**
 * Lets one command at a time work on a session. A command that waits too long for its turn, or for its own end, fails
 * with SESSION_UNRESPONSIVE; what it began goes on and keeps the turn until it is over. Full policy: refused.
 */
export class SessionTurns {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #busy = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether a command works on the session now. */
  get isBusy(): boolean {
    return this.#busy;
  }

  /** Whether a further command would be refused. */
  get isFull(): boolean {
    return this.#waiting.length >= maximumWaiting;
  }

  /** @throws CommandError SESSION_UNRESPONSIVE. */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.#busy) await this.#wait();
    this.#busy = true;
    const running = (async () => work())();
    const next = (): void => this.#next();
    running.then(next, next);
    return this.#within(running);
  }

  #wait(): Promise<void> {
    if (this.isFull) return Promise.reject(unresponsive());
    return new Promise((resolve, reject) => {
      const start = (): void => {
        cancel();
        resolve();
      };
      const cancel = this.#clock.schedule(limitMs, () => {
        this.#waiting.splice(this.#waiting.indexOf(start), 1);
        reject(unresponsive());
      });
      this.#waiting.push(start);
    });
  }

  /** Hands the turn on; it stays taken meanwhile, so that nobody overtakes. */
  #next(): void {
    const start = this.#waiting.shift();
    if (start) start();
    else this.#busy = false;
  }

  #within<T>(running: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.schedule(limitMs, () => reject(unresponsive()));
      running.then(resolve, reject).finally(cancel);
    });
  }
}

function unresponsive(): CommandError {
  return new CommandError('SESSION_UNRESPONSIVE', 'The session did not answer in time.');
}
