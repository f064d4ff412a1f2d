import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may use the control port beyond what the original protocol knows; nothing is asked for by default. */
export interface AccessRules {
  /** What a client has to show as `Authorization: Bearer` or `?access_token=`; null: nothing. */
  readonly token: string | null;
  /** Values of `Origin` that are let in; null: all. Programs other than browsers send none, and are let in. */
  readonly allowedOrigins: readonly string[] | null;
}

/** Answered without a token, for those who only look whether the server lives. */
const openPaths: ReadonlySet<string> = new Set(['/health', '/livez', '/readyz']);

/** Why a request is not let in: its HTTP status; undefined when it is. */
export function refusalOf(request: IncomingMessage, { token, allowedOrigins }: AccessRules): 401 | 403 | undefined {
  const { origin } = request.headers;
  if (allowedOrigins !== null && origin !== undefined && !allowedOrigins.includes(origin)) return 403;
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const isUpgrade = request.headers.upgrade !== undefined;
  if (token === null || (!isUpgrade && openPaths.has(path))) return undefined;
  const bearer = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const given = bearer ?? new URLSearchParams(query).get('access_token');
  return given !== null && given !== undefined && isEqual(given, token) ? undefined : 401;
}

/** In a time that tells nothing of where they differ, nor of their lengths. */
function isEqual(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
