import type { TimerWheel, WheelTimer } from '../timer-wheel.js';
import type { SipTimes } from '../timers.js';

/** Where a transaction sends; the transport layer's flows are such. */
export interface TransactionFlow {
  /** Whether the transport retransmits by itself; decides which timers run. */
  readonly reliable: boolean;
  readonly remote: { readonly address: string; readonly port: number };
  /** Never throws; loss is the timers' affair. */
  send(bytes: Buffer): void;
}

/** For each state, which input leads where. An input that is not listed is absorbed. */
export type StateTable<State extends string, Input extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Input, State>>>>
>;

/** What all transactions of one layer share. */
export interface TransactionHost {
  readonly wheel: TimerWheel;
  readonly times: SipTimes;
  /** Called once, when the transaction is over and may be forgotten. */
  onTerminated(transaction: Transaction): void;
}

/** The common part of the four machines: identity, state by table, and timers that end with the transaction. */
export abstract class Transaction<State extends string = string, Input extends string = string> {
  readonly key: string;
  readonly flow: TransactionFlow;
  /** What else this transaction is filed under; see `mergeKey()`. */
  mergeKey: string | undefined;
  protected readonly host: TransactionHost;
  readonly #table: StateTable<State, Input>;
  #state: State;
  // Two fields and no list: thousands of transactions wait at once.
  #endTimer: WheelTimer | undefined;
  #repeatTimer: WheelTimer | undefined;

  constructor(
    key: string,
    flow: TransactionFlow,
    host: TransactionHost,
    table: StateTable<State, Input>,
    first: State,
  ) {
    this.key = key;
    this.flow = flow;
    this.host = host;
    this.#table = table;
    this.#state = first;
  }

  get state(): State {
    return this.#state;
  }

  /** Ends the transaction at once and silently. */
  terminate(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated' as State;
    this.stopTimers();
    this.host.onTerminated(this);
  }

  /** Takes the step that `input` asks for; false when the present state has none. */
  protected step(input: Input): boolean {
    const next = this.#table[this.#state][input];
    if (next === undefined) return false;
    if (next === 'terminated') this.terminate();
    else this.#state = next;
    return true;
  }

  /** Starts the timer that ends a state; one at a time. */
  protected startEndTimer(delayMs: number, callback: () => void): void {
    this.#endTimer?.cancel();
    this.#endTimer = this.host.wheel.schedule(delayMs, callback);
  }

  /** Starts the timer that repeats a message; one at a time. */
  protected startRepeatTimer(delayMs: number, callback: () => void): void {
    this.#repeatTimer?.cancel();
    this.#repeatTimer = this.host.wheel.schedule(delayMs, callback);
  }

  protected stopTimers(): void {
    this.#endTimer?.cancel();
    this.#repeatTimer?.cancel();
    this.#endTimer = this.#repeatTimer = undefined;
  }
}
