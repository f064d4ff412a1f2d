import { formatParameters, noParameters, parseParameters, type SipParameters } from './parameters.js';

/** A SIP or SIPS URI (RFC 3261, section 19.1). */
export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  /** As written, escapes kept; see `decodedUser`. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Lower-case; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: SipParameters;
  /** What follows `?`, as written. */
  readonly headers: string | undefined;
}

const schemePattern = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/;
const userPattern = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/]|%[0-9A-Fa-f]{2})+$/;
const passwordPattern = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,]|%[0-9A-Fa-f]{2})*$/;
const hostPortPattern =
  /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9_](?:[A-Za-z0-9._-]{0,254})))(?::([0-9]{1,5}))?(?=[;?]|$)/;
const uriCharacters = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/:@[\]]|%[0-9A-Fa-f]{2})+$/;

/** The lower-case scheme of any absolute URI, or undefined. */
export function uriScheme(text: string): string | undefined {
  if (text.startsWith('sip:')) return 'sip';
  return schemePattern.exec(text)?.[0].toLowerCase();
}

/** Parses a SIP or SIPS URI; undefined when it is malformed or of another scheme. */
export function parseSipUri(text: string): SipUri | undefined {
  const scheme = uriScheme(text);
  if (scheme !== 'sip' && scheme !== 'sips') return undefined;
  const rest = text.slice(scheme.length + 1);
  if (!uriCharacters.test(rest)) return undefined;
  const at = rest.indexOf('@');
  const userInfo = at < 0 ? undefined : parseUserInfo(rest.slice(0, at));
  if (at >= 0 && !userInfo) return undefined;
  const target = parseTarget(rest.slice(at + 1));
  if (!target) return undefined;
  return { scheme, user: userInfo?.user, password: userInfo?.password, ...target };
}

/** The URI as text. */
export function formatSipUri(uri: SipUri): string {
  const password = uri.password === undefined ? '' : `:${uri.password}`;
  const user = uri.user === undefined ? '' : `${uri.user}${password}@`;
  const headers = uri.headers === undefined ? '' : `?${uri.headers}`;
  return `${uri.scheme}:${user}${formatHostPort(uri.host, uri.port)}${formatParameters(uri.parameters)}${headers}`;
}

/** `host:port`, with brackets around an IPv6 address. */
export function formatHostPort(host: string, port: number | undefined): string {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return port === undefined ? bracketed : `${bracketed}:${port}`;
}

/** The user part with its escapes undone; '' when there is none. */
export function decodedUser(uri: SipUri | undefined): string {
  const user = uri?.user ?? '';
  if (!user.includes('%')) return user;
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}

/** A port number from its digits: 1 to 65535, or undefined. */
export function parsePort(digits: string): number | undefined {
  const port = /^[0-9]{1,5}$/.test(digits) ? Number(digits) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}

function parseUserInfo(text: string): { user: string; password: string | undefined } | undefined {
  const colon = text.indexOf(':');
  const user = colon < 0 ? text : text.slice(0, colon);
  const password = colon < 0 ? undefined : text.slice(colon + 1);
  if (!userPattern.test(user)) return undefined;
  if (password !== undefined && !passwordPattern.test(password)) return undefined;
  return { user, password };
}

function parseTarget(text: string): Pick<SipUri, 'host' | 'port' | 'parameters' | 'headers'> | undefined {
  const match = hostPortPattern.exec(text);
  if (!match) return undefined;
  const [hostPort, ipv6, name, digits] = match;
  const port = digits === undefined ? undefined : parsePort(digits);
  if (digits !== undefined && port === undefined) return undefined;
  const question = text.indexOf('?', hostPort.length);
  const end = question < 0 ? text.length : question;
  const parameters = hostPort.length === end ? noParameters : parseParameters(text.slice(hostPort.length, end));
  if (!parameters) return undefined;
  const headers = question < 0 ? undefined : text.slice(question + 1);
  return { host: (ipv6 ?? name ?? '').toLowerCase(), port, parameters, headers };
}
