import { isToken } from './grammar.js';
import { canonicalHeaderName } from './header-names.js';
import { SipHeaders } from './headers.js';
import { SipRequest, SipResponse } from './message.js';
import { parseSipUri, uriScheme } from './uri.js';

/** What one message may cost. */
export interface MessageLimits {
  readonly maximumHeadBytes: number;
  readonly maximumBodyBytes: number;
  readonly maximumHeaderLines: number;
}

/** Generous for telephony, small against abuse. */
export const defaultMessageLimits: MessageLimits = {
  maximumHeadBytes: 32_768,
  maximumBodyBytes: 65_536,
  maximumHeaderLines: 256,
};

/** What came of a message: itself, or why not and, for a request that can be answered, with which status. */
export type ParseResult =
  | { readonly ok: true; readonly message: SipRequest | SipResponse }
  | {
      readonly ok: false;
      /** A few words that may stand as the reason phrase. */
      readonly reason: string;
      readonly statusCode: 400 | 505 | 513;
      /** The request when enough of it is sound to carry a response. */
      readonly addressable?: SipRequest;
    };

type Failure = Extract<ParseResult, { ok: false }>;
type StartLine =
  | { readonly method: string; readonly uri: string }
  | { readonly statusCode: number; readonly reason: string };

const requestLinePattern = /^([A-Za-z0-9\-.!%*_+`'~]{1,64}) ([^ \t]+) (SIP\/[0-9]+\.[0-9]+)$/i;
const statusLinePattern = /^SIP\/2\.0 ([1-6][0-9]{2}) (.*)$/i;
const noBody = Buffer.alloc(0);

/** Parses one whole message (a datagram, or what a `StreamFramer` cut). Never throws. */
export function parseMessage(bytes: Buffer, limits: MessageLimits = defaultMessageLimits): ParseResult {
  const start = skipLineEnds(bytes);
  const headEnd = bytes.indexOf('\r\n\r\n', start, 'latin1');
  const end = headEnd < 0 ? bytes.length : headEnd;
  if (end - start > limits.maximumHeadBytes) return failure('Message Header Too Large', 513);
  const text = bytes.toString('utf8', start, end);
  const lineEnd = text.indexOf('\r\n');
  const line = lineEnd < 0 ? text : text.slice(0, lineEnd);
  const headers = parseHeaderLines(text, lineEnd < 0 ? text.length : lineEnd + 2, limits.maximumHeaderLines);
  if (typeof headers === 'string') return failure(headers);
  const first = parseStartLine(line);
  if ('ok' in first) return withAddress(first, new SipRequest(line.split(' ', 1)[0] ?? '', '', headers, noBody));
  if (headEnd < 0) return assemble(first, headers, failure('No Empty Line After Headers'));
  return assemble(first, headers, takeBody(headers, bytes.subarray(headEnd + 4), limits.maximumBodyBytes));
}

function assemble(first: StartLine, headers: SipHeaders, framing: Buffer | Failure): ParseResult {
  const problem = Buffer.isBuffer(framing) ? undefined : framing;
  const body = Buffer.isBuffer(framing) ? framing : noBody;
  if ('statusCode' in first) {
    const response = new SipResponse(first.statusCode, first.reason, headers, body);
    return problem ?? checkMandatory(response) ?? { ok: true, message: response };
  }
  const request = new SipRequest(first.method, first.uri, headers, body);
  const wrong = problem ?? checkMandatory(request) ?? checkRequest(request);
  return wrong ? withAddress(wrong, request) : { ok: true, message: request };
}

function parseStartLine(line: string): StartLine | Failure {
  const status = statusLinePattern.exec(line);
  if (status) return { statusCode: Number(status[1]), reason: status[2] as string };
  const request = requestLinePattern.exec(line);
  if (!request) return failure('Malformed Start Line');
  if ((request[3] as string).toUpperCase() !== 'SIP/2.0') return failure('Version Not Supported', 505);
  return { method: request[1] as string, uri: request[2] as string };
}

function parseHeaderLines(text: string, start: number, maximumLines: number): SipHeaders | string {
  if (hasStrayControl(text)) return 'Stray CR, LF or NUL in Header';
  const names: string[] = [];
  const values: string[] = [];
  for (let index = start; index < text.length; ) {
    const found = text.indexOf('\r\n', index);
    const end = found < 0 ? text.length : found;
    const code = text.charCodeAt(index);
    const wrong =
      code === 32 || code === 9 ? fold(values, text.slice(index, end)) : split(names, values, text, index, end);
    if (wrong) return wrong;
    if (names.length > maximumLines) return 'Too Many Headers';
    index = end + 2;
  }
  return new SipHeaders(names, values);
}

function split(names: string[], values: string[], text: string, start: number, end: number): string | undefined {
  const colon = text.indexOf(':', start);
  if (colon < 0 || colon > end) return 'Header Line Without Colon';
  const name = canonicalHeaderName(text.slice(start, colon).trimEnd());
  if (!isToken(name)) return 'Malformed Header Name';
  names.push(name);
  values.push(text.slice(colon + 1, end).trim());
  return undefined;
}

function fold(values: string[], continuation: string): string | undefined {
  const last = values.pop();
  if (last === undefined) return 'Folded Line Without Header';
  values.push(`${last} ${continuation.trim()}`.trim());
  return undefined;
}

function hasStrayControl(text: string): boolean {
  return /\r(?!\n)|(?<!\r)\n|(?<!\\)\0/.test(text);
}

function takeBody(headers: SipHeaders, rest: Buffer, maximumBytes: number): Buffer | Failure {
  const lengths = headers.getAll('content-length');
  const digits = lengths[0];
  if (digits === undefined) return rest.length > maximumBytes ? failure('Body Too Large', 513) : rest;
  if (!/^[0-9]{1,10}$/.test(digits)) return failure('Malformed Content-Length');
  if (lengths.some((other) => other !== digits)) return failure('Conflicting Content-Length');
  const length = Number(digits);
  if (length > maximumBytes) return failure('Body Too Large', 513);
  if (length > rest.length) return failure('Body Shorter Than Content-Length');
  // Octets behind the body of a datagram are no part of the message (RFC 3261, section 18.3).
  return length === rest.length ? rest : rest.subarray(0, length);
}

function checkMandatory(message: SipRequest | SipResponse): Failure | undefined {
  if (!message.via) return failure(message.headers.get('via') === undefined ? 'Missing Via' : 'Malformed Via');
  if (!message.from) return failure(message.headers.get('from') === undefined ? 'Missing From' : 'Malformed From');
  if (!message.to) return failure(message.headers.get('to') === undefined ? 'Missing To' : 'Malformed To');
  if (message.callId === '') return failure('Missing Call-ID');
  if (!message.cseq) return failure(message.headers.get('cseq') === undefined ? 'Missing CSeq' : 'Malformed CSeq');
  return undefined;
}

function checkRequest(request: SipRequest): Failure | undefined {
  if (request.cseq?.method !== request.method) return failure('CSeq Method Mismatch');
  const scheme = uriScheme(request.uri);
  if (scheme === undefined) return failure('Malformed Request-URI');
  if (scheme !== 'sip' && scheme !== 'sips')
    return /[<>"]/.test(request.uri) ? failure('Malformed Request-URI') : undefined;
  const uri = parseSipUri(request.uri);
  if (!uri || uri.headers !== undefined) return failure('Malformed Request-URI');
  return undefined;
}

// A response needs a Via to travel by and the four headers it copies; they may hold the mistake it reports.
function withAddress(result: Failure, request: SipRequest): Failure {
  if (request.method === 'ACK' || /^SIP\//i.test(request.method) || !request.via) return result;
  const copied = ['from', 'to', 'call-id', 'cseq'].every((name) => (request.headers.get(name) ?? '') !== '');
  return copied ? { ...result, addressable: request } : result;
}

function failure(reason: string, statusCode: Failure['statusCode'] = 400): Failure {
  return { ok: false, reason, statusCode };
}

function skipLineEnds(bytes: Buffer): number {
  let index = 0;
  while (bytes[index] === 13 || bytes[index] === 10) index++;
  return index;
}
