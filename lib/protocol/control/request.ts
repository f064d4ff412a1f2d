import { CommandError } from './error-codes.js';
import { isDeeperThan } from './json-depth.js';

/** A request whose envelope is sound. */
export interface ControlRequest {
  readonly id: string;
  readonly method: string;
  readonly params: unknown;
  /** Extension: the session that is addressed. */
  readonly sessionId: string | undefined;
}

/** A request, or the failure to answer it with. */
export type ReadRequest = ControlRequest | { readonly id: string; readonly failure: CommandError };

const maximumIdBytes = 1024;
const maximumDepth = 128;
/** Of a text that is nested too deep, the id is still looked for up to this length. */
const cheapLength = 1 << 20;
const encoder = new TextEncoder();

/** Reads one message. The id of a failure is the request's own where it can be had, else empty. */
export function readRequest(text: string): ReadRequest {
  const tooDeep = isDeeperThan(text, maximumDepth);
  if (tooDeep && text.length > cheapLength) return parseFailure('', 'The request is nested too deep.');
  const value = parseJson(text);
  if (value === undefined) return parseFailure('', 'The request is not valid JSON.');
  const { id, method, params, session_id: sessionId } = membersOf(value);
  if (typeof id !== 'string') return parseFailure('', 'The request needs a string id.');
  const cut = cutToBytes(id, maximumIdBytes);
  const echo = cut === id ? id : '';
  if (tooDeep) return parseFailure(echo, `The request is nested deeper than ${maximumDepth}.`);
  if (typeof method !== 'string') return parseFailure(echo, 'The request needs a string method.');
  if (sessionId !== undefined && typeof sessionId !== 'string') return failure(echo, 'session_id must be a string.');
  if (cut !== id) return failure(cut, `The request id exceeds the maximum length of ${maximumIdBytes} bytes.`);
  return { id, method, params: params ?? null, sessionId };
}

/** The longest beginning of `text` with at most `limit` bytes of UTF-8 that ends at a character. */
function cutToBytes(text: string, limit: number): string {
  if (text.length * 3 <= limit) return text;
  const { read } = encoder.encodeInto(text, new Uint8Array(limit));
  return text.slice(0, read);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function parseFailure(id: string, message: string): ReadRequest {
  return { id, failure: new CommandError('PARSE_ERROR', message) };
}

function failure(id: string, message: string): ReadRequest {
  return { id, failure: new CommandError('INVALID_PARAMS', message) };
}
