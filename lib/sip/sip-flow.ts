import type { TransactionFlow } from '../protocol/sip/index.js';
import type { Flow, SocketAddress } from '../transport/index.js';
import type { TracePort } from './trace.js';

/** A transport flow whose messages pass the trace port. */
export class SipFlow implements TransactionFlow {
  readonly flow: Flow;
  readonly #trace: TracePort | undefined;

  constructor(flow: Flow, trace: TracePort | undefined) {
    this.flow = flow;
    this.#trace = trace;
  }

  get reliable(): boolean {
    return this.flow.reliable;
  }

  get remote(): SocketAddress {
    return this.flow.remote;
  }

  send(bytes: Buffer): void {
    this.#trace?.({ direction: 'out', flow: this.flow, bytes });
    this.flow.send(bytes);
  }
}
