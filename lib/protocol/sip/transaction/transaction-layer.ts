import type { SipRequest, SipResponse } from '../message.js';
import { writeResponse } from '../message-writer.js';
import type { TimerWheel } from '../timer-wheel.js';
import { defaultSipTimes, type SipTimes } from '../timers.js';
import type { ClientTransactionUser } from './client-transaction.js';
import { type InviteClientOptions, InviteClientTransaction } from './invite-client-transaction.js';
import { InviteServerTransaction } from './invite-server-transaction.js';
import { NonInviteClientTransaction } from './non-invite-client-transaction.js';
import { NonInviteServerTransaction } from './non-invite-server-transaction.js';
import type { Transaction, TransactionFlow, TransactionHost } from './transaction.js';
import { clientKey, mergeKey, serverKey } from './transaction-key.js';

/** Either server machine, as its user answers it. */
export type ServerTransaction = InviteServerTransaction | NonInviteServerTransaction;

/** The transaction user: what the layer could not settle alone. */
export interface TransactionUser {
  /** A new request, neither ACK nor CANCEL. */
  onRequest(request: SipRequest, transaction: ServerTransaction): void;
  /** A CANCEL and the INVITE it names, when that is known. */
  onCancel(
    request: SipRequest,
    transaction: NonInviteServerTransaction,
    invite: InviteServerTransaction | undefined,
  ): void;
  /** An ACK for a 2xx. */
  onAck(request: SipRequest): void;
  /** A request that has arrived before by another path. */
  onMerged(request: SipRequest, transaction: ServerTransaction): void;
  /** A request for which there is no room. */
  onOverload(request: SipRequest, flow: TransactionFlow): void;
  /** A response that matches no transaction: a 2xx repeated after Timer M, or a forgery. */
  onStrayResponse(response: SipResponse): void;
}

/** What the layer is given. */
export interface TransactionLayerOptions {
  readonly wheel: TimerWheel;
  readonly user: TransactionUser;
  readonly times?: SipTimes;
  /** Server transactions alive at once; further requests go to `onOverload`. 200,000 unless given. */
  readonly maximumTransactions?: number;
}

type ClientTransaction = InviteClientTransaction | NonInviteClientTransaction;

/** Finds the transaction of each message, or makes one. */
export class TransactionLayer {
  readonly #user: TransactionUser;
  readonly #maximum: number;
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #mergeKeys = new Set<string>();
  readonly #serverHost: TransactionHost;
  readonly #clientHost: TransactionHost;

  constructor(options: TransactionLayerOptions) {
    this.#user = options.user;
    this.#maximum = options.maximumTransactions ?? 200_000;
    const shared = { wheel: options.wheel, times: options.times ?? defaultSipTimes };
    this.#serverHost = { ...shared, onTerminated: (transaction) => this.#forgetServer(transaction) };
    this.#clientHost = { ...shared, onTerminated: (transaction) => this.#clients.delete(transaction.key) };
  }

  /** Transactions alive. */
  get size(): number {
    return this.#servers.size + this.#clients.size;
  }

  /** Handles a request; responses will go to `flow`. */
  receiveRequest(request: SipRequest, flow: TransactionFlow): void {
    if (request.method === 'ACK') {
      this.#receiveAck(request);
      return;
    }
    const key = serverKey(request, request.method);
    const known = this.#servers.get(key);
    if (known) {
      known.receiveRequest();
      return;
    }
    if (this.#servers.size >= this.#maximum) {
      this.#user.onOverload(request, flow);
      return;
    }
    if (request.method === 'CANCEL') {
      this.#receiveCancel(request, key, flow);
      return;
    }
    const transaction = this.#createServer(request, key, flow);
    if (this.#isMerged(request, transaction)) this.#user.onMerged(request, transaction);
    else this.#user.onRequest(request, transaction);
  }

  receiveResponse(response: SipResponse): void {
    const transaction = this.#clients.get(clientKey(response));
    if (transaction) transaction.receiveResponse(response);
    else this.#user.onStrayResponse(response);
  }

  /** Sends an INVITE; `key` is branch, sent-by and method as `clientKey` makes it. */
  sendInvite(key: string, flow: TransactionFlow, options: InviteClientOptions): InviteClientTransaction {
    const transaction = new InviteClientTransaction(key, flow, this.#clientHost, options);
    this.#clients.set(key, transaction);
    transaction.start();
    return transaction;
  }

  /** Sends any request but INVITE and ACK. */
  sendRequest(
    key: string,
    flow: TransactionFlow,
    options: { readonly request: Buffer; readonly user: ClientTransactionUser },
  ): NonInviteClientTransaction {
    const transaction = new NonInviteClientTransaction(key, flow, this.#clientHost, options);
    this.#clients.set(key, transaction);
    transaction.start();
    return transaction;
  }

  /** Ends every transaction silently. */
  close(): void {
    for (const transaction of [...this.#servers.values(), ...this.#clients.values()]) transaction.terminate();
  }

  #receiveAck(request: SipRequest): void {
    const invite = this.#servers.get(serverKey(request, 'INVITE'));
    if (!(invite instanceof InviteServerTransaction) || invite.receiveAck()) this.#user.onAck(request);
  }

  #receiveCancel(request: SipRequest, key: string, flow: TransactionFlow): void {
    const transaction = new NonInviteServerTransaction(key, flow, this.#serverHost);
    this.#servers.set(key, transaction);
    const invite = this.#servers.get(serverKey(request, 'INVITE'));
    this.#user.onCancel(request, transaction, invite instanceof InviteServerTransaction ? invite : undefined);
  }

  #createServer(request: SipRequest, key: string, flow: TransactionFlow): ServerTransaction {
    const makeTrying = (): Buffer => writeResponse(request, { statusCode: 100, source: flow.remote });
    const transaction =
      request.method === 'INVITE'
        ? new InviteServerTransaction(key, flow, this.#serverHost, makeTrying)
        : new NonInviteServerTransaction(key, flow, this.#serverHost);
    this.#servers.set(key, transaction);
    return transaction;
  }

  #isMerged(request: SipRequest, transaction: ServerTransaction): boolean {
    if (request.toTag !== '') return false;
    const merge = mergeKey(request);
    if (this.#mergeKeys.has(merge)) return true;
    this.#mergeKeys.add(merge);
    transaction.mergeKey = merge;
    return false;
  }

  #forgetServer(transaction: Transaction): void {
    this.#servers.delete(transaction.key);
    if (transaction.mergeKey !== undefined) this.#mergeKeys.delete(transaction.mergeKey);
  }
}
