import { transactionTimeoutMs } from '../timers.js';
import { type StateTable, Transaction, type TransactionFlow, type TransactionHost } from './transaction.js';

/** States of RFC 3261, figure 8. */
export type NonInviteServerState = 'trying' | 'proceeding' | 'completed' | 'terminated';
type Input = 'request' | 'provisional' | 'final' | 'timerJ';

/** RFC 3261, figure 8. */
const table: StateTable<NonInviteServerState, Input> = {
  trying: { request: 'trying', provisional: 'proceeding', final: 'completed' },
  proceeding: { request: 'proceeding', provisional: 'proceeding', final: 'completed' },
  completed: { request: 'completed', timerJ: 'terminated' },
  terminated: {},
};

/** The server side of every request but INVITE and ACK. Keeps nothing but its serialised response. */
export class NonInviteServerTransaction extends Transaction<NonInviteServerState, Input> {
  #lastResponse: Buffer | undefined;

  constructor(key: string, flow: TransactionFlow, host: TransactionHost) {
    super(key, flow, host, table, 'trying');
  }

  /** Sends a response; false when a final one has been sent before. */
  respond(statusCode: number, bytes: Buffer): boolean {
    if (!this.step(statusCode < 200 ? 'provisional' : 'final')) return false;
    this.flow.send(bytes);
    this.#lastResponse = bytes;
    if (this.state === 'completed') this.#startTimerJ();
    return true;
  }

  /** A retransmission of the request: the last response goes out again. */
  receiveRequest(): void {
    if (this.step('request') && this.#lastResponse) this.flow.send(this.#lastResponse);
  }

  #startTimerJ(): void {
    if (this.flow.reliable) this.step('timerJ');
    else this.startEndTimer(transactionTimeoutMs(this.host.times), () => this.step('timerJ'));
  }
}
