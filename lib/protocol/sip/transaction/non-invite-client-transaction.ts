import type { SipResponse } from '../message.js';
import { transactionTimeoutMs } from '../timers.js';
import type { ClientTransactionUser } from './client-transaction.js';
import { type StateTable, Transaction, type TransactionFlow, type TransactionHost } from './transaction.js';

/** States of RFC 3261, figure 6. */
export type NonInviteClientState = 'trying' | 'proceeding' | 'completed' | 'terminated';
type Input = 'provisional' | 'final' | 'timerE' | 'timerF' | 'timerK';

/** RFC 3261, figure 6. */
const table: StateTable<NonInviteClientState, Input> = {
  trying: { provisional: 'proceeding', final: 'completed', timerE: 'trying', timerF: 'terminated' },
  proceeding: { provisional: 'proceeding', final: 'completed', timerE: 'proceeding', timerF: 'terminated' },
  completed: { timerK: 'terminated' },
  terminated: {},
};

/** The client side of every request but INVITE and ACK. */
export class NonInviteClientTransaction extends Transaction<NonInviteClientState, Input> {
  readonly #request: Buffer;
  readonly #user: ClientTransactionUser;

  constructor(
    key: string,
    flow: TransactionFlow,
    host: TransactionHost,
    options: { readonly request: Buffer; readonly user: ClientTransactionUser },
  ) {
    super(key, flow, host, table, 'trying');
    this.#request = options.request;
    this.#user = options.user;
  }

  /** Sends the request and starts the timers. */
  start(): void {
    if (!this.flow.reliable) this.#startTimerE(this.host.times.t1Ms);
    this.startEndTimer(transactionTimeoutMs(this.host.times), () => {
      if (this.step('timerF')) this.#user.onTimeout();
    });
    this.flow.send(this.#request);
  }

  receiveResponse(response: SipResponse): void {
    if (!this.step(response.statusCode < 200 ? 'provisional' : 'final')) return;
    if (this.state === 'completed') this.#startTimerK();
    this.#user.onResponse(response);
  }

  #startTimerK(): void {
    this.stopTimers();
    if (this.flow.reliable) this.step('timerK');
    else this.startEndTimer(this.host.times.t4Ms, () => this.step('timerK'));
  }

  // In Proceeding the interval is T2 at once (section 17.1.2.2).
  #startTimerE(delayMs: number): void {
    this.startRepeatTimer(delayMs, () => {
      if (!this.step('timerE')) return;
      this.flow.send(this.#request);
      const { t2Ms } = this.host.times;
      this.#startTimerE(this.state === 'proceeding' ? t2Ms : Math.min(delayMs * 2, t2Ms));
    });
  }
}
