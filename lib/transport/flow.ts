/** How a flow carries messages. */
export type FlowProtocol = 'udp' | 'tcp';

/** An address literal and a port. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** A way to one peer: a connection, or a local socket and a remote address. */
export interface Flow {
  readonly protocol: FlowProtocol;
  /** Never a wildcard: the address of the route to the peer. */
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  /** Whether the transport retransmits by itself. */
  readonly reliable: boolean;
  readonly closed: boolean;
  /** Never throws and never waits; what cannot be sent is dropped and counted. */
  send(bytes: Uint8Array): void;
  /** Ends a connection; on a datagram flow nothing happens. */
  close(): void;
}

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`. */
export function formatSocketAddress({ address, port }: SocketAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
