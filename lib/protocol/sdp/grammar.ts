import { isIPv4, isIPv6 } from 'node:net';

const TOKEN = /^[!#-'*+\-.0-9A-Z^-~]+$/;
const PROTOCOL = /^[!#-'*+\-.0-9A-Z^-~]+(?:\/[!#-'*+\-.0-9A-Z^-~]+)*$/;
const NON_SPACE = /^[^\s\0]+$/;
const HOST_NAME = /^[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?$/;
const DOTTED_DIGITS = /^[0-9.]+$/;

/** Whether `text` is a `token` of RFC 8866: visible ASCII without separators. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Whether `text` is a transport protocol, tokens joined by `/`. */
export function isProtocol(text: string): boolean {
  return PROTOCOL.test(text);
}

/** Whether `text` is one or more characters without white space. */
export function isNonSpace(text: string): boolean {
  return NON_SPACE.test(text);
}

/** Whether `text` is 1 to `maxDigits` decimal digits. */
export function isDigits(text: string, maxDigits: number): boolean {
  return text.length <= maxDigits && /^[0-9]+$/.test(text);
}

/** Whether `text` may stand in a line: no CR, LF or NUL. */
export function isByteString(text: string): boolean {
  return !/[\r\n\0]/.test(text);
}

/** Whether `address` is a literal of its type or a host name. */
export function isAddress(addressType: string, address: string): boolean {
  if (address.length > 255) return false;
  if (addressType === 'IP6' && address.includes(':')) return isIPv6(address) && !address.includes('%');
  if (DOTTED_DIGITS.test(address)) return addressType === 'IP4' && isIPv4(address);
  return HOST_NAME.test(address);
}

/** The integer `text` spells, or undefined when it is not digits or exceeds `max`. */
export function integer(text: string | undefined, max: number): number | undefined {
  if (text === undefined || !isDigits(text, 15)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}
