import type { ServerResponse } from 'node:http';

/** Answers with JSON, and with that the connection has served. */
export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(text)),
    Connection: 'close',
    ...headers,
  });
  response.end(text);
}

/** Answers `{"error": why}`. */
export function answerError(
  response: ServerResponse,
  status: number,
  why: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  answerJson(response, status, { error: why }, headers);
}

/** Answers a method that is neither GET nor DELETE. */
export function answerWrongMethod(response: ServerResponse): void {
  answerError(response, 405, 'method not allowed', { Allow: 'GET, DELETE' });
}
