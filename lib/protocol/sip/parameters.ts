import { closingQuote, isToken, unquote } from './grammar.js';

/** Parameters by lower-case name; a parameter without value maps to ''. */
export type SipParameters = ReadonlyMap<string, string>;

/** The empty set of parameters. */
export const noParameters: SipParameters = new Map();

const maximumParameters = 64;

/** Parses `;name=value;flag` from `start` to the end of `text`. Undefined when malformed; the first of two equals wins. */
export function parseParameters(text: string, start = 0): SipParameters | undefined {
  let index = skipBlanks(text, start);
  if (index === text.length) return noParameters;
  const parameters = new Map<string, string>();
  while (index < text.length) {
    if (text.charCodeAt(index) !== 59 || parameters.size >= maximumParameters) return undefined;
    const end = parameterEnd(text, index + 1);
    if (end < 0 || !addParameter(parameters, text, index + 1, end)) return undefined;
    index = end;
  }
  return parameters;
}

/** `;name=value` for each parameter; values that are not tokens or hosts are quoted by the caller. */
export function formatParameters(parameters: SipParameters): string {
  let text = '';
  for (const [name, value] of parameters) text += value === '' ? `;${name}` : `;${name}=${value}`;
  return text;
}

function skipBlanks(text: string, start: number): number {
  let index = start;
  while (index < text.length && (text.charCodeAt(index) === 32 || text.charCodeAt(index) === 9)) index++;
  return index;
}

function parameterEnd(text: string, start: number): number {
  const semicolon = text.indexOf(';', start);
  const end = semicolon < 0 ? text.length : semicolon;
  const openingQuote = text.indexOf('"', start);
  if (openingQuote < 0 || openingQuote > end) return end;
  const closing = closingQuote(text, openingQuote);
  if (closing < 0) return -1;
  const next = text.indexOf(';', closing);
  return next < 0 ? text.length : next;
}

function addParameter(parameters: Map<string, string>, text: string, start: number, end: number): boolean {
  const equals = text.indexOf('=', start);
  const hasValue = equals >= 0 && equals < end;
  const name = text
    .slice(start, hasValue ? equals : end)
    .trim()
    .toLowerCase();
  if (!isToken(name)) return false;
  const value = hasValue ? text.slice(equals + 1, end).trim() : '';
  if (hasValue && !isValue(value)) return false;
  if (!parameters.has(name)) parameters.set(name, value.charCodeAt(0) === 34 ? unquote(value) : value);
  return true;
}

function isValue(value: string): boolean {
  if (value === '') return false;
  if (value.charCodeAt(0) === 34) return closingQuote(value, 0) === value.length - 1;
  return !/[\s"<>,?]/.test(value);
}
