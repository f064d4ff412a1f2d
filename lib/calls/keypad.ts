import type { Clock, Unsubscribe } from '../core/index.js';
import type { DigitSource } from './call-events.js';
import { type CollectedDigits, DigitCollector, type ListenDtmfOptions } from './digit-collector.js';
import { DigitMerger } from './digit-merger.js';

/** Sees a press before it is collected; true keeps it from being collected. */
export type PressInterceptor = (digit: string) => boolean;

/** One press, once. */
export interface Press {
  readonly digit: string;
  readonly durationMs: number;
  readonly source: DigitSource;
}

/** The keys of one caller: merges the sources, lets a few look on, and keeps the rest for whoever listens. */
export class Keypad {
  readonly #clock: Clock;
  readonly #merger = new DigitMerger();
  readonly #collector: DigitCollector;
  readonly #interceptors = new Set<PressInterceptor>();
  readonly #onAnnounced: (press: Press) => void;

  constructor(clock: Clock, onAnnounced: (press: Press) => void) {
    this.#clock = clock;
    this.#collector = new DigitCollector(clock);
    this.#onAnnounced = onAnnounced;
  }

  get hasTypeAhead(): boolean {
    return this.#collector.hasTypeAhead;
  }

  /** A source says that a key was pressed; another may have said so before. */
  announce(press: Press): void {
    if (!this.#merger.accept(press.digit, press.source, this.#clock.nowMs())) return;
    this.#onAnnounced(press);
    let taken = false;
    for (const interceptor of [...this.#interceptors]) taken = interceptor(press.digit) || taken;
    if (!taken) this.#collector.press(press.digit);
  }

  /** Calls `listener` at each press, which still is collected. */
  onPress(listener: () => void): Unsubscribe {
    return this.intercept(() => {
      listener();
      return false;
    });
  }

  intercept(interceptor: PressInterceptor): Unsubscribe {
    this.#interceptors.add(interceptor);
    return () => this.#interceptors.delete(interceptor);
  }

  listen(options: ListenDtmfOptions): Promise<CollectedDigits> {
    return this.#collector.listen(options);
  }

  /** The call is over: whoever listens is told. */
  end(): void {
    this.#interceptors.clear();
    this.#collector.end();
  }
}
