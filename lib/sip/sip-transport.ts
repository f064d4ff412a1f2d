import { isIP } from 'node:net';
import {
  formatHostPort,
  parseMessage,
  parseSipUri,
  type SipRequest,
  type SipResponse,
  StreamFramer,
} from '../protocol/sip/index.js';
import {
  type Flow,
  type FlowProtocol,
  type SocketAddress,
  TcpTransport,
  type Transport,
  type TransportListener,
  UdpTransport,
} from '../transport/index.js';
import { SipFlow } from './sip-flow.js';
import type { TracePort } from './trace.js';

/** A local socket to open. */
export interface ListenAddress {
  readonly protocol: FlowProtocol;
  readonly address: string;
  readonly port: number;
}

/** Where parsed messages go. */
export interface SipMessageHandler {
  /** `flow` leads back to where the response belongs; `request` came from `source`. */
  onRequest(request: SipRequest, flow: SipFlow): void;
  onResponse(response: SipResponse): void;
  /** A request too broken to serve but sound enough to be answered. */
  onMalformed(request: SipRequest, flow: SipFlow, statusCode: number, reason: string): void;
  /** Handling a message failed; its sender's timers will deal with it. */
  onError(error: unknown): void;
}

/** Opens one local socket; rejects with ADDRESS_IN_USE or NETWORK_FAILED. */
export type OpenTransport = (address: ListenAddress, listener: TransportListener) => Promise<Transport>;

/** Real sockets. */
export const openSocket: OpenTransport = ({ protocol, address, port }, listener) =>
  protocol === 'udp'
    ? UdpTransport.open({ address, port, listener })
    : TcpTransport.open({ address, port, listener, createFramer: () => new StreamFramer() });

/** What the transport layer is given. */
export interface SipTransportOptions {
  readonly handler: SipMessageHandler;
  readonly trace: TracePort | undefined;
  /** Address literal or name to write in Via and Contact; that of the route to the peer when absent. */
  readonly advertisedAddress: string | undefined;
  readonly openTransport: OpenTransport;
}

const defaultSipPort = 5060;
const longestKeepAliveBytes = 4;

/** SIP over any number of local sockets: parses what comes in, traces both ways, knows our own addresses. */
export class SipTransport implements AsyncDisposable {
  readonly #options: SipTransportOptions;
  readonly #transports: Transport[] = [];
  #malformed = 0;

  constructor(options: SipTransportOptions) {
    this.#options = options;
  }

  get transports(): readonly Transport[] {
    return this.#transports;
  }

  /** Messages that were no SIP, whether answered with 400 or dropped. */
  get malformed(): number {
    return this.#malformed;
  }

  /** Opens one local socket. Rejects with ADDRESS_IN_USE or NETWORK_FAILED. */
  async listen(address: ListenAddress): Promise<void> {
    const listener: TransportListener = { onMessage: (bytes, flow) => this.#receive(bytes, flow) };
    this.#transports.push(await this.#options.openTransport(address, listener));
  }

  /** `host:port` by which the peer of `flow` reaches us. */
  localHostPort(flow: Flow): string {
    return formatHostPort(this.#options.advertisedAddress ?? flow.local.address, this.#listeningPort(flow));
  }

  /** The host alone, as it stands in a session description. */
  localAddress(flow: Flow): string {
    return this.#options.advertisedAddress ?? flow.local.address;
  }

  /**
   * Where a request to `uri` goes when its dialog came over `flow`: over the same connection while it lives; else to
   * the URI's address when it is a literal; else back to where the dialog came from.
   */
  flowTowards(uri: string, origin: SipFlow, behindNat: boolean): SipFlow {
    const { flow } = origin;
    if (flow.reliable && !flow.closed) return origin;
    const target = parseSipUri(uri);
    const direct = target && isIP(target.host) !== 0 && !behindNat;
    const remote = direct ? { address: target.host, port: target.port ?? defaultSipPort } : flow.remote;
    if (!flow.reliable && isSame(remote, flow.remote)) return origin;
    const found = this.#flowTo(flow, remote);
    return found ? this.#wrap(found) : origin;
  }

  async close(): Promise<void> {
    await Promise.all(this.#transports.splice(0).map((transport) => transport.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #receive(bytes: Buffer, flow: Flow): void {
    this.#options.trace?.({ direction: 'in', flow, bytes });
    if (isKeepAlive(bytes)) return;
    // No message, whatever it sets off, ends the process.
    try {
      this.#dispatch(bytes, flow);
    } catch (error) {
      this.#options.handler.onError(error);
    }
  }

  #dispatch(bytes: Buffer, flow: Flow): void {
    const result = parseMessage(bytes);
    const { handler } = this.#options;
    if (result.ok) {
      const { message } = result;
      if ('method' in message) handler.onRequest(message, this.#responseFlow(message, flow));
      else handler.onResponse(message);
      return;
    }
    this.#malformed++;
    const { addressable } = result;
    if (addressable)
      handler.onMalformed(addressable, this.#responseFlow(addressable, flow), result.statusCode, result.reason);
  }

  // Where answers go (RFC 3261 section 18.2.2, RFC 3581 section 4): without rport a datagram's answer goes to the port
  // its sender names in Via; so does the answer to a connection that is gone by then.
  #responseFlow(request: SipRequest, flow: Flow): SipFlow {
    const { via } = request;
    const named = { address: flow.remote.address, port: via?.port ?? defaultSipPort };
    if (flow.reliable) return new SipFlow(flow, this.#options.trace, () => this.#flowTo(flow, named));
    if (via?.parameters.has('rport') || named.port === flow.remote.port) return this.#wrap(flow);
    return this.#wrap(this.#flowTo(flow, named) ?? flow);
  }

  // From the socket that `like` belongs to, or another of its kind and address family.
  #flowTo(like: Flow, remote: SocketAddress): Flow | undefined {
    const family = isIP(remote.address);
    const usable = this.#transports.filter(
      ({ protocol, local }) => protocol === like.protocol && isIP(local.address) === family,
    );
    return (usable.find(({ local }) => local.port === like.local.port) ?? usable[0])?.flowTo(remote);
  }

  #wrap(flow: Flow): SipFlow {
    return new SipFlow(flow, this.#options.trace);
  }

  // A connection we opened has a port of its own; the peer must be told the one we listen on.
  #listeningPort(flow: Flow): number {
    if (!flow.reliable) return flow.local.port;
    const { port } = flow.local;
    const ports = this.#transports.filter(({ protocol }) => protocol === flow.protocol).map(({ local }) => local.port);
    return ports.includes(port) ? port : (ports[0] ?? port);
  }
}

function isKeepAlive(bytes: Buffer): boolean {
  return bytes.length <= longestKeepAliveBytes && bytes.every((byte) => byte === 13 || byte === 10 || byte === 0);
}

function isSame(a: SocketAddress, b: SocketAddress): boolean {
  return a.port === b.port && a.address === b.address;
}
