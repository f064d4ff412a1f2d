import { closingQuote, quote, unquote } from './grammar.js';
import { noParameters, parseParameters, type SipParameters } from './parameters.js';
import { uriScheme } from './uri.js';

/** A From, To, Contact, Route or Record-Route element (RFC 3261, section 20.10). */
export interface NameAddr {
  /** Unquoted; '' when absent. */
  readonly displayName: string;
  /** The URI as written, without brackets. */
  readonly uri: string;
  readonly parameters: SipParameters;
}

// Non-ASCII letters are not tokens, but phones send them unquoted.
const unquotedName = /^(?:[A-Za-z0-9\-.!%*_+`'~ \t]|[^\x00-\x7f])*$/;
const uriForbidden = /[\s"<>\x00-\x1f\x7f]/;

/** Parses one element; undefined when malformed. The URI itself is only checked for a scheme and stray characters. */
export function parseNameAddr(text: string): NameAddr | undefined {
  const start = text.charCodeAt(0) === 34 ? closingQuote(text, 0) + 1 : 0;
  if (text.charCodeAt(0) === 34 && start === 0) return undefined;
  const open = text.indexOf('<', start);
  return open < 0 ? parseBare(text) : parseBracketed(text, start, open);
}

/** `"Name" <uri>` followed by nothing; parameters are the caller's. */
export function formatNameAddr(displayName: string, uri: string): string {
  return displayName === '' ? `<${uri}>` : `${quote(displayName)} <${uri}>`;
}

function parseBracketed(text: string, quotedEnd: number, open: number): NameAddr | undefined {
  const close = text.indexOf('>', open);
  if (close < 0) return undefined;
  const between = text.slice(quotedEnd, open);
  if (quotedEnd > 0 ? between.trim() !== '' : !unquotedName.test(between)) return undefined;
  const uri = text.slice(open + 1, close).trim();
  const parameters = close === text.length - 1 ? noParameters : parseParameters(text, close + 1);
  if (!parameters || !isUri(uri)) return undefined;
  const displayName = quotedEnd > 0 ? unquote(text.slice(0, quotedEnd)) : between.trim();
  return { displayName, uri, parameters };
}

// Without brackets everything behind the first semicolon belongs to the header, not to the URI (section 20).
function parseBare(text: string): NameAddr | undefined {
  const semicolon = text.indexOf(';');
  const uri = (semicolon < 0 ? text : text.slice(0, semicolon)).trim();
  const parameters = semicolon < 0 ? noParameters : parseParameters(text, semicolon);
  if (!parameters || !isUri(uri) || /[,?]/.test(uri)) return undefined;
  return { displayName: '', uri, parameters };
}

function isUri(text: string): boolean {
  return uriScheme(text) !== undefined && !uriForbidden.test(text);
}
