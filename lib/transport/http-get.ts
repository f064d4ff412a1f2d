import { type LookupAddress, lookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { OssicleError } from '../core/index.js';
import type { AddressFilter } from './address-filter.js';

const connectLimitMs = 10_000;

/** Limits of one request. */
export interface HttpGetOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly addressFilter: AddressFilter;
  readonly signal: AbortSignal;
}

/**
 * One GET request, without following redirects; resolves with the response when its head is there. Connects only to
 * addresses that pass the filter.
 *
 * @throws OssicleError DOWNLOAD_FAILED for a refused address or after 10 s without a connection; what Node throws.
 */
export function httpGet(url: URL, { headers, addressFilter, signal }: HttpGetOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !addressFilter.permits(host)) return reject(refused(host));
    const options: RequestOptions = {
      headers: { 'user-agent': 'ossicle', 'accept-encoding': 'identity', ...headers },
      lookup: filteredLookup(addressFilter),
      signal,
      // A connection of its own: a kept one would have passed another filter.
      agent: false,
    };
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options);
    const limit = setTimeout(() => request.destroy(unreachable()), connectLimitMs);
    const connected = url.protocol === 'https:' ? 'secureConnect' : 'connect';
    request.on('socket', (socket) => socket.once(connected, () => clearTimeout(limit)));
    request.on('close', () => clearTimeout(limit));
    request.on('response', resolve);
    request.on('error', reject);
    request.end();
  });
}

/** Name resolution that gives permitted addresses alone. */
function filteredLookup(filter: AddressFilter): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, []);
      const permitted = addresses.filter(({ address }) => filter.permits(address));
      const [first] = permitted;
      if (first === undefined) return callback(refused(hostname), []);
      if (options.all === true) callback(null, permitted);
      else callback(null, first.address, first.family);
    });
  };
}

function refused(host: string): OssicleError {
  const message = `Download failed: the address of ${host} is not public, and no setting (allowed_url_addresses) lets it in.`;
  return new OssicleError('DOWNLOAD_FAILED', message);
}

function unreachable(): OssicleError {
  return new OssicleError('DOWNLOAD_FAILED', `Download failed: no connection within ${connectLimitMs / 1000} s.`);
}
