import type { TransactionFlow } from '../protocol/sip/index.js';
import type { Flow, SocketAddress } from '../transport/index.js';
import type { TracePort } from './trace.js';

/** A transport flow whose messages pass the trace port. */
export class SipFlow implements TransactionFlow {
  #flow: Flow;
  readonly #trace: TracePort | undefined;
  readonly #reopen: (() => Flow | undefined) | undefined;

  /** `reopen` finds another way to the peer when the connection is gone. */
  constructor(flow: Flow, trace: TracePort | undefined, reopen?: () => Flow | undefined) {
    this.#flow = flow;
    this.#trace = trace;
    this.#reopen = reopen;
  }

  get flow(): Flow {
    return this.#flow;
  }

  get reliable(): boolean {
    return this.#flow.reliable;
  }

  get remote(): SocketAddress {
    return this.#flow.remote;
  }

  send(bytes: Buffer): void {
    if (this.#flow.closed) this.#flow = this.#reopen?.() ?? this.#flow;
    this.#trace?.({ direction: 'out', flow: this.#flow, bytes });
    this.#flow.send(bytes);
  }
}
