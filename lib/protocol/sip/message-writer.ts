import { OssicleError } from '../../core/errors.js';
import { breaksLine, isToken } from './grammar.js';
import type { SipRequest } from './message.js';
import { reasonPhrase } from './status.js';
import { viaWithSource } from './via.js';

/** Header lines to write, in order. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** A request to put on the wire. */
export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  /** Everything but Content-Length. */
  readonly headers: HeaderLines;
  readonly body?: string | Uint8Array | undefined;
}

/** What a response adds to the headers it copies from its request. */
export interface ResponseParts {
  readonly statusCode: number;
  /** The usual phrase unless given. */
  readonly reason?: string | undefined;
  /** Added to To when the request had none there. */
  readonly toTag?: string | undefined;
  /** Everything but Via, From, To, Call-ID, CSeq and Content-Length. */
  readonly headers?: HeaderLines | undefined;
  readonly body?: string | Uint8Array | undefined;
  /** Where the request came from, for `received` and `rport`. */
  readonly source?: { readonly address: string; readonly port: number } | undefined;
}

/** Serialises a request. Throws SIP_INVALID when a part would break out of its line. */
export function writeRequest(parts: RequestParts): Buffer {
  if (!isToken(parts.method)) throw invalid('method', parts.method);
  if (parts.uri === '' || /\s/.test(parts.uri) || breaksLine(parts.uri)) throw invalid('Request-URI', parts.uri);
  return finish(`${parts.method} ${parts.uri} SIP/2.0\r\n${writeLines(parts.headers)}`, parts.body);
}

/** Serialises the response to `request`. Throws SIP_INVALID when a part would break out of its line. */
export function writeResponse(request: SipRequest, parts: ResponseParts): Buffer {
  const reason = parts.reason ?? reasonPhrase(parts.statusCode);
  if (!(parts.statusCode >= 100 && parts.statusCode <= 699)) throw invalid('status code', String(parts.statusCode));
  if (breaksLine(reason)) throw invalid('reason phrase', reason);
  return finish(`SIP/2.0 ${parts.statusCode} ${reason}\r\n${copiedLines(request, parts)}`, parts.body);
}

function copiedLines(request: SipRequest, parts: ResponseParts): string {
  const { headers } = request;
  let lines = '';
  let top = true;
  for (const value of headers.getAll('via')) {
    lines += `Via: ${top ? topVia(request, value, parts.source) : value}\r\n`;
    top = false;
  }
  lines += `From: ${headers.get('from') ?? ''}\r\nTo: ${toWithTag(request, parts.toTag)}\r\n`;
  lines += `Call-ID: ${request.callId}\r\nCSeq: ${headers.get('cseq') ?? ''}\r\n`;
  return lines + (parts.headers ? writeLines(parts.headers) : '');
}

function topVia(request: SipRequest, line: string, source: ResponseParts['source']): string {
  const { via } = request;
  const first = request.topViaText;
  if (!source || !via || first === undefined) return line;
  const rest = line.slice(line.indexOf(first) + first.length);
  return viaWithSource(first, via, source.address, source.port) + rest;
}

function toWithTag(request: SipRequest, tag: string | undefined): string {
  const line = request.headers.get('to') ?? '';
  if (tag === undefined || request.toTag !== '') return line;
  if (!isToken(tag)) throw invalid('tag', tag);
  return `${line};tag=${tag}`;
}

function writeLines(headers: HeaderLines): string {
  let text = '';
  for (const [name, value] of headers) {
    if (!isToken(name)) throw invalid('header name', name);
    if (breaksLine(value)) throw invalid(`header ${name}`, value);
    text += `${name}: ${value}\r\n`;
  }
  return text;
}

function finish(head: string, body: string | Uint8Array | undefined): Buffer {
  if (body === undefined || body.length === 0) return Buffer.from(`${head}Content-Length: 0\r\n\r\n`, 'utf8');
  if (typeof body === 'string') {
    return Buffer.from(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, 'utf8');
  }
  return Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`, 'utf8'), body]);
}

function invalid(part: string, text: string): OssicleError {
  return new OssicleError(
    'SIP_INVALID',
    `The ${part} ${JSON.stringify(text.slice(0, 80))} cannot stand in a SIP message.`,
  );
}
