import type { Flow, FlowProtocol, SocketAddress } from './flow.js';

/** Where a transport delivers. Called synchronously; must not throw. */
export interface TransportListener {
  /** One whole message. */
  onMessage(bytes: Buffer, flow: Flow): void;
  /** A connection is gone. Never called for datagram flows. */
  onFlowClosed?(flow: Flow): void;
}

/** What happened on a transport since it was opened. Every drop is counted somewhere. */
export interface TransportCounters {
  messagesIn: number;
  messagesOut: number;
  /** Sends the system refused, or that had no room. */
  sendErrors: number;
  /** Connections refused because of the limit. */
  connectionsRefused: number;
  /** Connections closed for idleness, a broken stream or a peer that does not read. */
  connectionsDropped: number;
}

/** A bound local socket that gives and takes whole messages. */
export interface Transport extends AsyncDisposable {
  readonly protocol: FlowProtocol;
  /** As bound: the port is real also when 0 was asked for; the address may be a wildcard. */
  readonly local: SocketAddress;
  readonly counters: Readonly<TransportCounters>;
  /** A flow to `remote`: an open connection if there is one, else a new one. */
  flowTo(remote: SocketAddress): Flow;
  /** Stops at once. Resolves when the socket is free. */
  close(): Promise<void>;
}

/** Counters at zero. */
export function newCounters(): TransportCounters {
  return { messagesIn: 0, messagesOut: 0, sendErrors: 0, connectionsRefused: 0, connectionsDropped: 0 };
}
