import type { SipRequest } from '../message.js';
import { transactionTimeoutMs } from '../timers.js';
import { type StateTable, Transaction, type TransactionFlow, type TransactionHost } from './transaction.js';

/** States of RFC 3261 figure 7 with the Accepted state of RFC 6026. */
export type InviteServerState = 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated';
type Input = 'request' | 'provisional' | 'success' | 'failure' | 'ack' | 'timerG' | 'timerH' | 'timerI' | 'timerL';

/** RFC 6026, figure 5. */
const table: StateTable<InviteServerState, Input> = {
  proceeding: { request: 'proceeding', provisional: 'proceeding', success: 'accepted', failure: 'completed' },
  accepted: { request: 'accepted', success: 'accepted', ack: 'accepted', timerL: 'terminated' },
  completed: { request: 'completed', ack: 'confirmed', timerG: 'completed', timerH: 'terminated' },
  confirmed: { request: 'confirmed', ack: 'confirmed', timerI: 'terminated' },
  terminated: {},
};

/** Longest time before a 100 must leave (RFC 3261, section 17.2.1). */
const tryingDelayMs = 200;

/** The server side of an INVITE. Retransmissions never reach its user; a 2xx is repeated by its user, not here. */
export class InviteServerTransaction extends Transaction<InviteServerState, Input> {
  /** Called when no ACK came for a final response other than 2xx. */
  onTimeout: (() => void) | undefined;
  /** The tag of its user's responses, for the answer to a CANCEL to bear it too (RFC 3261, section 9.2). */
  userTag: string | undefined;
  /** Called when a CANCEL names this transaction before it has a final response. */
  onCancel: ((cancel: SipRequest) => void) | undefined;
  #lastResponse: Buffer | undefined;

  constructor(key: string, flow: TransactionFlow, host: TransactionHost, makeTrying: () => Buffer) {
    super(key, flow, host, table, 'proceeding');
    this.startEndTimer(tryingDelayMs, () => {
      if (this.#lastResponse === undefined) this.respond(100, makeTrying());
    });
  }

  /** Whether a final response has been sent. */
  get answered(): boolean {
    return this.state !== 'proceeding';
  }

  /** Sends a response; false when the state does not allow it any more. */
  respond(statusCode: number, bytes: Buffer): boolean {
    if (!this.step(statusCode < 200 ? 'provisional' : statusCode < 300 ? 'success' : 'failure')) return false;
    this.flow.send(bytes);
    if (statusCode >= 200) this.onCancel = undefined;
    if (this.state === 'accepted') this.#enterAccepted();
    else if (this.state === 'completed') this.#enterCompleted(bytes);
    else this.#lastResponse = bytes;
    return true;
  }

  /** A retransmission of the request. In Accepted it is absorbed: the 2xx is on its own timer. */
  receiveRequest(): void {
    if (!this.step('request') || !this.#lastResponse) return;
    if (this.state === 'proceeding' || this.state === 'completed') this.flow.send(this.#lastResponse);
  }

  /** An ACK that matched. True when it belongs to a 2xx and so to the user. */
  receiveAck(): boolean {
    const before = this.state;
    if (!this.step('ack')) return false;
    if (before === 'completed') this.#enterConfirmed();
    return before === 'accepted';
  }

  #enterAccepted(): void {
    this.stopTimers();
    this.#lastResponse = undefined;
    this.startEndTimer(transactionTimeoutMs(this.host.times), () => this.step('timerL'));
  }

  #enterCompleted(bytes: Buffer): void {
    this.stopTimers();
    this.#lastResponse = bytes;
    if (!this.flow.reliable) this.#startTimerG(this.host.times.t1Ms);
    this.startEndTimer(transactionTimeoutMs(this.host.times), () => {
      if (this.step('timerH')) this.onTimeout?.();
    });
  }

  #enterConfirmed(): void {
    this.stopTimers();
    this.#lastResponse = undefined;
    if (this.flow.reliable) this.step('timerI');
    else this.startEndTimer(this.host.times.t4Ms, () => this.step('timerI'));
  }

  #startTimerG(delayMs: number): void {
    this.startRepeatTimer(delayMs, () => {
      if (!this.step('timerG') || !this.#lastResponse) return;
      this.flow.send(this.#lastResponse);
      this.#startTimerG(Math.min(delayMs * 2, this.host.times.t2Ms));
    });
  }
}
