import type { SipResponse } from '../message.js';
import { timerDMs, transactionTimeoutMs } from '../timers.js';
import type { ClientTransactionUser } from './client-transaction.js';
import { type StateTable, Transaction, type TransactionFlow, type TransactionHost } from './transaction.js';

/** States of RFC 3261 figure 5 with the Accepted state of RFC 6026. */
export type InviteClientState = 'calling' | 'proceeding' | 'accepted' | 'completed' | 'terminated';
type Input = 'provisional' | 'success' | 'failure' | 'timerA' | 'timerB' | 'timerD' | 'timerM';

/** RFC 6026, figure 4. */
const table: StateTable<InviteClientState, Input> = {
  calling: {
    provisional: 'proceeding',
    success: 'accepted',
    failure: 'completed',
    timerA: 'calling',
    timerB: 'terminated',
  },
  proceeding: { provisional: 'proceeding', success: 'accepted', failure: 'completed' },
  accepted: { success: 'accepted', timerM: 'terminated' },
  completed: { failure: 'completed', timerD: 'terminated' },
  terminated: {},
};

/** What an INVITE client transaction needs to begin. */
export interface InviteClientOptions {
  readonly request: Buffer;
  readonly user: ClientTransactionUser;
  /** Serialises the ACK for a final response other than 2xx (RFC 3261, section 17.1.1.3). */
  readonly makeAck: (response: SipResponse) => Buffer;
}

/** The client side of an INVITE. The ACK for a 2xx is its user's affair. */
export class InviteClientTransaction extends Transaction<InviteClientState, Input> {
  readonly #options: InviteClientOptions;
  #ack: Buffer | undefined;

  constructor(key: string, flow: TransactionFlow, host: TransactionHost, options: InviteClientOptions) {
    super(key, flow, host, table, 'calling');
    this.#options = options;
  }

  /** Sends the request and starts the timers. */
  start(): void {
    if (!this.flow.reliable) this.#startTimerA(this.host.times.t1Ms);
    this.startEndTimer(transactionTimeoutMs(this.host.times), () => {
      if (this.step('timerB')) this.#options.user.onTimeout();
    });
    this.flow.send(this.#options.request);
  }

  receiveResponse(response: SipResponse): void {
    const before = this.state;
    const { statusCode } = response;
    if (!this.step(statusCode < 200 ? 'provisional' : statusCode < 300 ? 'success' : 'failure')) return;
    if (this.state === 'completed') this.#acknowledge(response);
    if (this.state !== before) this.#onStateChange();
    if (before !== 'completed') this.#options.user.onResponse(response);
  }

  #acknowledge(response: SipResponse): void {
    this.#ack ??= this.#options.makeAck(response);
    this.flow.send(this.#ack);
  }

  #onStateChange(): void {
    this.stopTimers();
    const { times } = this.host;
    if (this.state === 'accepted') this.startEndTimer(transactionTimeoutMs(times), () => this.step('timerM'));
    if (this.state !== 'completed') return;
    const delayMs = timerDMs(times, this.flow.reliable);
    if (delayMs === 0) this.step('timerD');
    else this.startEndTimer(delayMs, () => this.step('timerD'));
  }

  #startTimerA(delayMs: number): void {
    this.startRepeatTimer(delayMs, () => {
      if (!this.step('timerA')) return;
      this.flow.send(this.#options.request);
      this.#startTimerA(delayMs * 2);
    });
  }
}
