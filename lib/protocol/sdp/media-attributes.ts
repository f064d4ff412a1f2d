import type { Attribute, MediaDescription, SessionDescription } from './description.js';
import { integer } from './grammar.js';

/** Who sends, seen from the side that says it. */
export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** Where RTP and RTCP of a stream go. */
export interface MediaTarget {
  /** An address literal, or a host name for the caller to resolve. */
  readonly address: string;
  readonly port: number;
  readonly rtcpAddress: string;
  readonly rtcpPort: number;
}

const DIRECTIONS: readonly MediaDirection[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];
const RTCP = /^([0-9]{1,5})(?: +IN +IP[46] +(\S+))?$/;

/** The value of the first attribute of that name: text, `''` for a flag, undefined when absent. */
export function attributeValue(attributes: readonly Attribute[], name: string): string | undefined {
  const found = attributes.find((attribute) => attribute.name === name);
  return found && (found.value ?? '');
}

/** The direction `media` states, else its session's, else `sendrecv` (RFC 8866 section 6.7). */
export function mediaDirection(description: SessionDescription, media: MediaDescription): MediaDirection {
  const stated = [...media.attributes, ...description.attributes].find(({ name }) => isDirection(name));
  return (stated?.name as MediaDirection | undefined) ?? 'sendrecv';
}

/** The same direction seen from the other side. */
export function reverseDirection(direction: MediaDirection): MediaDirection {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}

/** What remains when both limits hold. */
export function intersectDirections(a: MediaDirection, b: MediaDirection): MediaDirection {
  const sends = sendsMedia(a) && sendsMedia(b);
  const receives = receivesMedia(a) && receivesMedia(b);
  if (sends) return receives ? 'sendrecv' : 'sendonly';
  return receives ? 'recvonly' : 'inactive';
}

/**
 * Where `media` wants its packets, or undefined when no unicast address is given. `a=rtcp` (RFC 3605) overrides the
 * port above RTP's; a malformed one is ignored.
 */
export function mediaTarget(description: SessionDescription, media: MediaDescription): MediaTarget | undefined {
  const connection = media.connections[0] ?? description.connection;
  if (connection === undefined || connection.ttl !== undefined || connection.addressCount !== undefined) {
    return undefined;
  }
  const { address } = connection;
  const [, portText, rtcpAddress = address] = RTCP.exec(attributeValue(media.attributes, 'rtcp') ?? '') ?? [];
  const rtcpPort = integer(portText, 65_535) ?? Math.min(media.port + 1, 65_535);
  return { address, port: media.port, rtcpAddress, rtcpPort };
}

/** Whether the address says "send me nothing": the hold of RFC 2543, which RFC 3264 section 8.4 keeps readable. */
export function isHoldAddress(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/**
 * The packet time to send with: the largest of `supportedMs` within the peer's `a=ptime` (20 ms when it has no wish)
 * and `a=maxptime`, else the smallest.
 */
export function packetTimeMs(media: MediaDescription, supportedMs: readonly number[]): number {
  const wishMs = milliseconds(media, 'ptime') ?? 20;
  const limitMs = Math.min(wishMs, milliseconds(media, 'maxptime') ?? wishMs);
  const fitting = supportedMs.filter((ms) => ms <= limitMs);
  return fitting.length > 0 ? Math.max(...fitting) : Math.min(...supportedMs);
}

function milliseconds(media: MediaDescription, name: string): number | undefined {
  const text = attributeValue(media.attributes, name);
  const value = text !== undefined && /^[0-9]{1,4}(?:\.[0-9]{1,6})?$/.test(text) ? Number(text) : 0;
  return value > 0 ? value : undefined;
}

function isDirection(name: string): boolean {
  return (DIRECTIONS as readonly string[]).includes(name);
}

function sendsMedia(direction: MediaDirection): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

function receivesMedia(direction: MediaDirection): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}
