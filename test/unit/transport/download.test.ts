import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddressFilter, type DownloadOptions, download } from '../../../lib/transport/index.js';
import { FileServer } from './file-server.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'download-'));
});

afterEach(() => rm(directory, { recursive: true }));

const loopback = new AddressFilter(['127.0.0.0/8']);

function fetchTo(url: string, options: Partial<DownloadOptions> = {}): Promise<void> {
  const signal = new AbortController().signal;
  return download(url, join(directory, 'file'), { addressFilter: loopback, maxBytes: 1000, signal, ...options });
}

async function failsWith(promise: Promise<void>, code: string, message: RegExp): Promise<void> {
  await expect(promise).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(await readdir(directory)).toEqual([]);
}

describe('download', () => {
  it('saves the body of a successful answer, and sends the headers asked for', async () => {
    await using server = await FileServer.start((_, response) => response.end('sound'));
    await fetchTo(server.url('/a.wav'), { headers: { 'X-Key': 'k1' } });
    expect(await readFile(join(directory, 'file'), 'utf8')).toBe('sound');
    expect(server.requests[0]?.headers['x-key']).toBe('k1');
  });

  it.each([
    [404, 'Not Found', /^Download failed with status 404 Not Found$/],
    [500, 'Internal Server Error', /^Download failed with status 500 Internal Server Error$/],
    [304, 'Not Modified', /^Download failed with status 304 Not Modified$/],
  ])('fails with the status %i', async (status, text, message) => {
    await using server = await FileServer.start((_, response) => response.writeHead(status, text).end());
    await failsWith(fetchTo(server.url('/?token=secret')), 'DOWNLOAD_FAILED', message);
  });

  it('follows five redirects and not a sixth', async () => {
    await using server = await FileServer.start(({ url = '' }, response) => {
      const left = Number(url.slice(1));
      if (left === 0) response.end('there');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    await fetchTo(server.url('/5'));
    expect(await readFile(join(directory, 'file'), 'utf8')).toBe('there');
    await rm(join(directory, 'file'));
    await failsWith(fetchTo(server.url('/6')), 'DOWNLOAD_FAILED', /more than 5 redirects/);
  });

  it('keeps the headers from another origin', async () => {
    await using other = await FileServer.start((_, response) => response.end('there'));
    await using server = await FileServer.start((_, response) =>
      response.writeHead(307, { location: other.url('/') }).end(),
    );
    await fetchTo(server.url('/'), { headers: { authorization: 'Bearer secret' } });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer secret');
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('refuses a private address, by number, by name, and as the target of a redirect', async () => {
    await using server = await FileServer.start((_, response) =>
      response.writeHead(302, { location: 'http://127.0.0.2:1/' }).end(),
    );
    const strict = { addressFilter: new AddressFilter() };
    await failsWith(fetchTo(server.url('/'), strict), 'DOWNLOAD_FAILED', /127\.0\.0\.1 is not public/);
    await failsWith(fetchTo(server.url('/', 'localhost'), strict), 'DOWNLOAD_FAILED', /localhost is not public/);
    await failsWith(fetchTo(server.url('/', '[::ffff:127.0.0.1]'), strict), 'DOWNLOAD_FAILED', /is not public/);
    await failsWith(fetchTo(server.url('/', '2130706433'), strict), 'DOWNLOAD_FAILED', /127\.0\.0\.1 is not public/);
    expect(server.requests).toEqual([]);
    const onlyThisOne = { addressFilter: new AddressFilter(['127.0.0.1']) };
    await failsWith(fetchTo(server.url('/'), onlyThisOne), 'DOWNLOAD_FAILED', /127\.0\.0\.2 is not public/);
  });

  it.each(['file:///etc/passwd', 'ftp://example.org/x', 'data:audio/wav;base64,AAAA', 'nonsense'])(
    'fetches no %s',
    async (url) => failsWith(fetchTo(url), 'DOWNLOAD_FAILED', /not fetched|not a valid URL/),
  );

  it('goes no way to another kind of URL by a redirect', async () => {
    await using server = await FileServer.start((_, response) =>
      response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    );
    await failsWith(fetchTo(server.url('/')), 'DOWNLOAD_FAILED', /file: URLs are not fetched/);
  });

  it('takes no more than the limit, announced, or sent without a word', async () => {
    await using server = await FileServer.start(({ url }, response) => {
      if (url === '/announced') response.writeHead(200, { 'content-length': '1001' });
      response.end(Buffer.alloc(1001));
    });
    await failsWith(fetchTo(server.url('/announced')), 'LIMIT_REACHED', /larger than 1000 bytes/);
    await failsWith(fetchTo(server.url('/')), 'LIMIT_REACHED', /larger than 1000 bytes/);
  });

  it('fails when the body ends before its announced length', async () => {
    await using server = await FileServer.start((_, response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write('a part', () => response.destroy());
    });
    await failsWith(fetchTo(server.url('/')), 'DOWNLOAD_FAILED', /Download failed/);
  });

  it('is ended by its signal while the server stalls', async () => {
    await using server = await FileServer.start((_, response) => void response.write('a'));
    const abort = new AbortController();
    const fetched = fetchTo(server.url('/'), { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    await failsWith(fetched, 'ABORTED', /cancelled/);
  });

  it('says that nobody listens', async () => {
    const url = await FileServer.start(() => undefined).then(async (server) => {
      await using closing = server;
      return closing.url('/');
    });
    await failsWith(fetchTo(url), 'DOWNLOAD_FAILED', /ECONNREFUSED/);
  });

  it('takes no header that cannot be sent', async () => {
    await using server = await FileServer.start((_, response) => response.end());
    await failsWith(fetchTo(server.url('/'), { headers: { 'x\n': '1' } }), 'DOWNLOAD_FAILED', /Download failed/);
    expect(server.requests).toEqual([]);
  });
});
