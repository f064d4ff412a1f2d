import type { AddressType, Attribute, Bandwidth, Connection, MediaDescription, Origin, Timing } from './description.js';
import { integer, isAddress, isDigits, isNonSpace, isProtocol, isToken } from './grammar.js';

/** RFC 8866 puts no bound on session ids; 32 digits hold any that a 64-bit clock and a random part make. */
const MAX_ID_DIGITS = 32;
const MAX_BANDWIDTH = 4_294_967_295;

/** The value of an `o=` line, or undefined when it is malformed. */
export function parseOrigin(value: string): Origin | undefined {
  const fields = value.split(' ');
  if (fields.length !== 6) return undefined;
  const [username = '', sessionId = '', sessionVersion = '', network, addressType = '', address = ''] = fields;
  if (!isNonSpace(username) || !isDigits(sessionId, MAX_ID_DIGITS) || !isDigits(sessionVersion, MAX_ID_DIGITS)) {
    return undefined;
  }
  if (network !== 'IN' || !isAddressType(addressType) || !isAddress(addressType, address)) return undefined;
  return { username, sessionId, sessionVersion, addressType, address };
}

/** The value of a `c=` line, or undefined when it is malformed. */
export function parseConnection(value: string): Connection | undefined {
  const fields = value.split(' ');
  const [network, addressType = '', target = ''] = fields;
  if (fields.length !== 3 || network !== 'IN' || !isAddressType(addressType)) return undefined;
  const [address = '', ...suffixes] = target.split('/');
  if (!isAddress(addressType, address)) return undefined;
  const multicast = addressType === 'IP4' ? parseIp4Suffixes(suffixes) : parseIp6Suffixes(suffixes);
  return multicast && { addressType, address, ...multicast };
}

/** The value of a `b=` line, or undefined when it is malformed. */
export function parseBandwidth(value: string): Bandwidth | undefined {
  const colon = value.indexOf(':');
  const type = value.slice(0, Math.max(colon, 0));
  const limit = integer(value.slice(colon + 1), MAX_BANDWIDTH);
  return isToken(type) && limit !== undefined ? { type, value: limit } : undefined;
}

/** The value of a `t=` line, or undefined when it is malformed. */
export function parseTiming(value: string): Timing | undefined {
  const fields = value.split(' ');
  const [start = '', stop = ''] = fields;
  if (fields.length !== 2 || !isDigits(start, MAX_ID_DIGITS) || !isDigits(stop, MAX_ID_DIGITS)) return undefined;
  return { start, stop, repeats: [] };
}

/** The value of an `a=` line, or undefined when it is malformed. */
export function parseAttribute(value: string): Attribute | undefined {
  const colon = value.indexOf(':');
  const name = colon < 0 ? value : value.slice(0, colon);
  if (!isToken(name)) return undefined;
  return colon < 0 ? { name } : { name, value: value.slice(colon + 1) };
}

/** The value of an `m=` line, or undefined when it is malformed. */
export function parseMediaLine(value: string): MediaDescription | undefined {
  const [media = '', portField = '', protocol = '', ...formats] = value.split(' ');
  const [portText, countText, ...rest] = portField.split('/');
  const port = integer(portText, 65_535);
  const portCount = countText === undefined ? undefined : integer(countText, 65_535);
  if (!isToken(media) || port === undefined || !isProtocol(protocol) || rest.length > 0) return undefined;
  if (countText !== undefined && !portCount) return undefined;
  if (formats.length === 0 || !formats.every(isToken)) return undefined;
  const line = { media, port, protocol, formats, connections: [], bandwidths: [], attributes: [] };
  return portCount === undefined ? line : { ...line, portCount };
}

function parseIp4Suffixes(suffixes: readonly string[]): { ttl?: number; addressCount?: number } | undefined {
  if (suffixes.length === 0) return {};
  const ttl = integer(suffixes[0], 255);
  if (ttl === undefined || suffixes.length > 2) return undefined;
  if (suffixes.length === 1) return { ttl };
  const addressCount = integer(suffixes[1], 65_535);
  return addressCount ? { ttl, addressCount } : undefined;
}

function parseIp6Suffixes(suffixes: readonly string[]): { addressCount?: number } | undefined {
  if (suffixes.length === 0) return {};
  const addressCount = integer(suffixes[0], 65_535);
  return addressCount && suffixes.length === 1 ? { addressCount } : undefined;
}

function isAddressType(text: string): text is AddressType {
  return text === 'IP4' || text === 'IP6';
}
