import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorMessage, OssicleError } from '../core/index.js';
import type { AddressFilter } from './address-filter.js';
import { httpGet } from './http-get.js';

/** What a download may do and take. */
export interface DownloadOptions {
  /** Sent to the first server, and to where it redirects only within the same origin. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly addressFilter: AddressFilter;
  /** Most bytes of the body. */
  readonly maxBytes: number;
  /** Ends it with ABORTED. */
  readonly signal: AbortSignal;
}

const maxRedirects = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches `url` into a new file at `path`, which is there only when this resolves. Every address on the way, those of
 * redirects too, must pass the filter at the moment of connecting, whatever a name server says later.
 *
 * @throws OssicleError DOWNLOAD_FAILED saying why, without the URL's query, which may hold a secret; LIMIT_REACHED for
 *   too many bytes; ABORTED.
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<void> {
  try {
    await save(await follow(parseUrl(url), options), path, options);
  } catch (error) {
    await rm(path, { force: true });
    if (options.signal.aborted) throw new OssicleError('ABORTED', 'The download was cancelled.');
    throw error instanceof OssicleError ? error : failed(`Download failed: ${errorMessage(error)}.`, error);
  }
}

async function follow(first: URL, options: DownloadOptions): Promise<IncomingMessage> {
  let url = first;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const headers = url.origin === first.origin ? (options.headers ?? {}) : {};
    const response = await httpGet(url, { headers, addressFilter: options.addressFilter, signal: options.signal });
    const { statusCode = 0, statusMessage = '' } = response;
    if (statusCode >= 200 && statusCode < 300) return response;
    response.destroy();
    const location = response.headers.location;
    if (!redirectStatuses.has(statusCode) || location === undefined) {
      throw failed(`Download failed with status ${statusCode} ${printable(statusMessage)}`.trimEnd());
    }
    url = parseUrl(location, url);
  }
  throw failed(`Download failed: more than ${maxRedirects} redirects.`);
}

async function save(response: IncomingMessage, path: string, { maxBytes, signal }: DownloadOptions): Promise<void> {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) {
    response.destroy();
    throw tooLarge(maxBytes);
  }
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
  await pipeline(response, counter, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
  if (!response.complete) throw failed('Download failed: the server closed the connection too early.');
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : undefined;
  if (url === undefined) throw failed('Download failed: not a valid URL.');
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw failed(`Download failed: ${printable(url.protocol)} URLs are not fetched.`);
}

/** What a server sent, fit for a message. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}

function failed(message: string, cause?: unknown): OssicleError {
  return new OssicleError('DOWNLOAD_FAILED', message, { cause });
}

function tooLarge(maxBytes: number): OssicleError {
  return new OssicleError('LIMIT_REACHED', `Download failed: larger than ${maxBytes} bytes.`);
}
