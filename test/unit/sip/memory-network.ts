import { parseMessage, type SipRequest, type SipResponse } from '../../../lib/protocol/sip/index.js';
import type { ListenAddress } from '../../../lib/sip/index.js';
import type {
  Flow,
  FlowProtocol,
  SocketAddress,
  Transport,
  TransportCounters,
  TransportListener,
} from '../../../lib/transport/index.js';

/** What left for the peer. */
export type Sent = SipRequest | SipResponse;

/** A local socket whose peer is the test: nothing leaves the process. */
export class MemoryTransport implements Transport {
  readonly protocol: FlowProtocol;
  readonly local: SocketAddress;
  readonly counters: TransportCounters = {
    messagesIn: 0,
    messagesOut: 0,
    sendErrors: 0,
    connectionsRefused: 0,
    connectionsDropped: 0,
  };
  /** Everything sent, oldest first. */
  readonly sent: { readonly to: SocketAddress; readonly bytes: Buffer }[] = [];
  readonly #listener: TransportListener;

  constructor({ protocol, address, port }: ListenAddress, listener: TransportListener) {
    this.protocol = protocol;
    this.local = { address, port };
    this.#listener = listener;
  }

  /** Plays a message from the peer. */
  deliver(message: string | Buffer, from: SocketAddress = { address: '192.0.2.7', port: 5060 }): void {
    this.#listener.onMessage(Buffer.from(message), this.flowTo(from));
  }

  /** Takes what was sent since the last call, parsed. */
  take(): Sent[] {
    return this.sent.splice(0).map(({ bytes }) => {
      const result = parseMessage(bytes);
      if (!result.ok) throw new Error(`the user agent wrote a malformed message: ${result.reason}`);
      return result.message;
    });
  }

  flowTo(remote: SocketAddress): Flow {
    const send = (bytes: Uint8Array): void => void this.sent.push({ to: remote, bytes: Buffer.from(bytes) });
    const { protocol, local } = this;
    return { protocol, local, remote, reliable: protocol !== 'udp', closed: false, send, close: () => undefined };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
