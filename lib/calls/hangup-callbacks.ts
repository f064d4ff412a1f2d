import type { CallEndFacts } from './call-events.js';

/** Runs when a call has ended. */
export type HangupCallback = (end: CallEndFacts) => void | Promise<void>;

/** Callbacks that each run once, in order of registration, none stopped by another; late ones run at once. */
export class HangupCallbacks {
  readonly #onError: (error: unknown) => void;
  #waiting: HangupCallback[] = [];
  #end: CallEndFacts | undefined;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(callback: HangupCallback): void {
    if (this.#end) this.#run(callback, this.#end);
    else this.#waiting.push(callback);
  }

  /** The call has ended. */
  runAll(end: CallEndFacts): void {
    this.#end = end;
    for (const callback of this.#waiting.splice(0)) this.#run(callback, end);
  }

  #run(callback: HangupCallback, end: CallEndFacts): void {
    try {
      const result = callback(end);
      if (result instanceof Promise) result.catch(this.#onError);
    } catch (error) {
      this.#onError(error);
    }
  }
}
