import { OssicleError } from '../../core/index.js';
import type { Attribute, Bandwidth, Connection, MediaDescription, SessionDescription, Timing } from './description.js';
import { isAddress, isByteString, isDigits, isNonSpace, isProtocol, isToken } from './grammar.js';

/**
 * Writes a description in the order of RFC 8866 with CR LF line ends. What `parseSdp` reads comes back the same.
 *
 * @throws OssicleError SDP_INVALID when a value cannot stand in its line (CR, LF, NUL, a space in a token…), so that no
 *   value from outside can smuggle in a line.
 */
export function writeSdp(description: SessionDescription): string {
  const { origin } = description;
  requireThat(description.timings.length > 0, 't=', 'at least one timing');
  const lines = [
    'v=0',
    `o=${username(origin.username)} ${digits('o=', origin.sessionId)} ${digits('o=', origin.sessionVersion)} ` +
      `IN ${origin.addressType} ${address('o=', origin.addressType, origin.address)}`,
    `s=${description.name}`,
    ...optional('i', description.information),
    ...optional('u', description.uri),
    ...description.emails.map((email) => `e=${email}`),
    ...description.phones.map((phone) => `p=${phone}`),
    ...(description.connection ? [connectionLine(description.connection)] : []),
    ...description.bandwidths.map(bandwidthLine),
    ...description.timings.flatMap(timingLines),
    ...optional('k', description.key),
    ...description.attributes.map(attributeLine),
    ...description.media.flatMap(mediaLines),
  ];
  for (const line of lines) requireThat(isByteString(line), line.slice(0, 2), 'free of CR, LF and NUL');
  return `${lines.join('\r\n')}\r\n`;
}

function mediaLines(media: MediaDescription): string[] {
  requireThat(isToken(media.media) && isProtocol(media.protocol), 'm=', 'a token and a protocol');
  requireThat(media.formats.length > 0 && media.formats.every(isToken), 'm=', 'one or more formats');
  const count = media.portCount === undefined ? '' : `/${whole('m=', media.portCount, 1, 65_535)}`;
  const port = `${whole('m=', media.port, 0, 65_535)}${count}`;
  return [
    `m=${media.media} ${port} ${media.protocol} ${media.formats.join(' ')}`,
    ...optional('i', media.information),
    ...media.connections.map(connectionLine),
    ...media.bandwidths.map(bandwidthLine),
    ...optional('k', media.key),
    ...media.attributes.map(attributeLine),
  ];
}

function connectionLine(connection: Connection): string {
  const { addressType, ttl, addressCount } = connection;
  requireThat(ttl === undefined || addressType === 'IP4', 'c=', 'without ttl, unless it is IP4');
  requireThat(addressCount === undefined || ttl !== undefined || addressType === 'IP6', 'c=', 'with a ttl (IP4)');
  const suffixes = [
    ...(ttl === undefined ? [] : [whole('c=', ttl, 0, 255)]),
    ...(addressCount === undefined ? [] : [whole('c=', addressCount, 1, 65_535)]),
  ];
  return `c=IN ${addressType} ${[address('c=', addressType, connection.address), ...suffixes].join('/')}`;
}

function bandwidthLine(bandwidth: Bandwidth): string {
  requireThat(isToken(bandwidth.type), 'b=', 'a token');
  return `b=${bandwidth.type}:${whole('b=', bandwidth.value, 0, 4_294_967_295)}`;
}

function timingLines(timing: Timing): string[] {
  const repeats = timing.repeats.map((repeat) => `r=${repeat}`);
  return [`t=${digits('t=', timing.start)} ${digits('t=', timing.stop)}`, ...repeats, ...optional('z', timing.zone)];
}

function attributeLine(attribute: Attribute): string {
  requireThat(isToken(attribute.name), 'a=', 'named by a token');
  return attribute.value === undefined ? `a=${attribute.name}` : `a=${attribute.name}:${attribute.value}`;
}

function optional(type: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${type}=${value}`];
}

function username(name: string): string {
  requireThat(isNonSpace(name), 'o=', 'a user name without white space');
  return name;
}

function digits(line: string, text: string): string {
  requireThat(isDigits(text, 32), line, 'at most 32 digits');
  return text;
}

function address(line: string, addressType: string, text: string): string {
  requireThat(isAddress(addressType, text), line, `a host name or an address of type ${addressType}`);
  return text;
}

function whole(line: string, value: number, min: number, max: number): string {
  requireThat(Number.isInteger(value) && value >= min && value <= max, line, `a whole number ${min}..${max}`);
  return String(value);
}

function requireThat(condition: boolean, line: string, rule: string): void {
  if (!condition) throw new OssicleError('SDP_INVALID', `Cannot write ${line} line: it must be ${rule}.`);
}
