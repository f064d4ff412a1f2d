import { noParameters, parseParameters, type SipParameters } from './parameters.js';
import { formatHostPort, parsePort } from './uri.js';

/** One Via element (RFC 3261, section 20.42). */
export interface Via {
  /** Upper-case: UDP, TCP, TLS, WS, WSS… */
  readonly transport: string;
  /** Lower-case; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: SipParameters;
}

const viaPattern =
  /^SIP[ \t]*\/[ \t]*[0-9.]{1,8}[ \t]*\/[ \t]*([A-Za-z0-9\-.!%*_+`'~]{1,32})[ \t]+(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9_][A-Za-z0-9._-]{0,254}))[ \t]*(?::[ \t]*([0-9]{1,5}))?[ \t]*(?=;|$)/i;

/** Parses one Via element; undefined when malformed or when its port is none. */
export function parseVia(text: string): Via | undefined {
  const match = viaPattern.exec(text);
  if (!match) return undefined;
  const [head, transport = '', ipv6, name, digits] = match;
  const port = digits === undefined ? undefined : parsePort(digits);
  if (digits !== undefined && port === undefined) return undefined;
  const parameters = head.length === text.length ? noParameters : parseParameters(text, head.length);
  if (!parameters) return undefined;
  return { transport: transport.toUpperCase(), host: (ipv6 ?? name ?? '').toLowerCase(), port, parameters };
}

/** `host:port` of the sender as it wrote it; part of the transaction key. */
export function sentBy(via: Via): string {
  return formatHostPort(via.host, via.port);
}

/**
 * The Via element `text` as it goes back in a response: with the source address when it differs from the sent-by or
 * `rport` was asked for (RFC 3261 section 18.2.1, RFC 3581 section 4).
 */
export function viaWithSource(text: string, via: Via, address: string, port: number): string {
  const asked = via.parameters.get('rport') === '';
  if (!asked && via.host === address) return text;
  const cleaned = text.replace(/;[ \t]*(?:received|rport)[ \t]*(?:=[^;]*)?(?=;|$)/gi, '');
  // A link-local address comes with the name of our interface, which means nothing to the peer.
  const received = address.replace(/%.*$/, '');
  return `${cleaned};received=${received}${asked ? `;rport=${port}` : ''}`;
}
