import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MediaCache, type MediaRequest } from '../../../lib/control/media-cache.js';
import type { Clock } from '../../../lib/core/index.js';
import { AddressFilter } from '../../../lib/transport/index.js';
import { FileServer } from '../transport/file-server.js';

let directory: string;
let nowMs = 0;
let timers: { atMs: number; callback: () => void }[] = [];

const clock: Clock = {
  nowMs: () => nowMs,
  date: () => new Date(0),
  schedule(delayMs, callback) {
    const timer = { atMs: nowMs + delayMs, callback };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  },
};

function pass(ms: number): void {
  nowMs += ms;
  for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) {
    timers = timers.filter((other) => other !== timer);
    timer.callback();
  }
}

beforeEach(async () => {
  [nowMs, timers] = [0, []];
  directory = await mkdtemp(join(tmpdir(), 'media-cache-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

function openCache(maxConcurrentDownloads = 16): Promise<MediaCache> {
  const addressFilter = new AddressFilter(['127.0.0.1']);
  return MediaCache.open({
    directory,
    addressFilter,
    maxConcurrentDownloads,
    maxFileBytes: 1000,
    cleanupIntervalMs: 300_000,
    clock,
  });
}

function request(options: Partial<MediaRequest> = {}): MediaRequest {
  return { timeoutMs: 10_000, ttlMs: 300_000, signal: new AbortController().signal, ...options };
}

const files = (): Promise<string[]> => readdir(directory);

describe('MediaCache', () => {
  it('fetches once for all who ask at the same time, and again later', async () => {
    await using server = await FileServer.start((_, response) => void setTimeout(() => response.end('sound'), 50));
    await using cache = await openCache();
    const [one, two] = await Promise.all([
      cache.fetch(server.url('/a'), request()),
      cache.fetch(server.url('/a'), request()),
    ]);
    const three = await cache.fetch(server.url('/a'), request());
    expect(server.requests).toHaveLength(1);
    expect(new Set([one.path, two.path, three.path]).size).toBe(1);
    expect(await readFile(one.path, 'utf8')).toBe('sound');
  });

  it('keeps what was fetched with other headers apart', async () => {
    await using server = await FileServer.start(({ headers }, response) => response.end(headers['x-key']));
    await using cache = await openCache();
    const fetched = await Promise.all(
      [{ 'x-key': 'a' }, { 'X-Key': 'a' }, { 'x-key': 'b' }].map((headers) =>
        cache.fetch(server.url('/'), request({ headers })),
      ),
    );
    expect(await Promise.all(fetched.map(({ path }) => readFile(path, 'utf8')))).toEqual(['a', 'a', 'b']);
    expect(server.requests).toHaveLength(2);
  });

  it('removes a file after its time, never while it is used', async () => {
    await using server = await FileServer.start((_, response) => response.end('sound'));
    await using cache = await openCache();
    const used = await cache.fetch(server.url('/used'), request({ ttlMs: 1000 }));
    const unused = await cache.fetch(server.url('/unused'), request({ ttlMs: 1000 }));
    unused.release();
    unused.release();
    pass(300_000);
    await vi.waitFor(async () => expect(await files()).toHaveLength(1));
    expect(await readFile(used.path, 'utf8')).toBe('sound');
    used.release();
    await vi.waitFor(async () => expect(await files()).toEqual([]));
  });

  it('removes a file without a time to live with its last user', async () => {
    await using server = await FileServer.start((_, response) => response.end('sound'));
    await using cache = await openCache();
    const [one, two] = [
      await cache.fetch(server.url('/'), request({ ttlMs: 0 })),
      await cache.fetch(server.url('/'), request({ ttlMs: 0 })),
    ];
    one.release();
    expect(await files()).toHaveLength(1);
    two.release();
    await vi.waitFor(async () => expect(await files()).toEqual([]));
  });

  it('fetches anew what has outlived its time', async () => {
    await using server = await FileServer.start((_, response) => response.end('sound'));
    await using cache = await openCache();
    (await cache.fetch(server.url('/'), request({ ttlMs: 1000 }))).release();
    pass(1001);
    await cache.fetch(server.url('/'), request());
    expect(server.requests).toHaveLength(2);
  });

  it('fails for each who waits, and lets the next try again', async () => {
    let status = 404;
    await using server = await FileServer.start((_, response) => response.writeHead(status).end('x'));
    await using cache = await openCache();
    const both = await Promise.allSettled([
      cache.fetch(server.url('/'), request()),
      cache.fetch(server.url('/'), request()),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    status = 200;
    await expect(cache.fetch(server.url('/'), request())).resolves.toBeDefined();
  });

  it('ends a stalled download after the time of its last waiter', async () => {
    let closed = 0;
    await using server = await FileServer.start((incoming, response) => {
      incoming.on('close', () => closed++);
      response.write('a');
    });
    await using cache = await openCache();
    const [short, long] = [
      cache.fetch(server.url('/'), request({ timeoutMs: 1000 })),
      cache.fetch(server.url('/'), request({ timeoutMs: 2000 })),
    ];
    const outcomes = Promise.allSettled([short, long]);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    pass(1000);
    await expect(short).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(closed).toBe(0);
    pass(1000);
    await expect(long).rejects.toMatchObject({ code: 'TIMEOUT' });
    await vi.waitFor(() => expect(closed).toBe(1));
    await outcomes;
    await vi.waitFor(async () => expect(await files()).toEqual([]));
  });

  it('is left by a signal', async () => {
    await using server = await FileServer.start((_, response) => void response.write('a'));
    await using cache = await openCache();
    const abort = new AbortController();
    const fetched = cache.fetch(server.url('/'), request({ signal: abort.signal }));
    setTimeout(() => abort.abort(), 20);
    await expect(fetched).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('runs no more downloads at a time than it may', async () => {
    let [running, most] = [0, 0];
    await using server = await FileServer.start((_, response) => {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running--;
        response.end('sound');
      }, 20);
    });
    await using cache = await openCache(2);
    await Promise.all(Array.from({ length: 6 }, (_, n) => cache.fetch(server.url(`/${n}`), request())));
    expect(most).toBe(2);
  });

  it('empties its directory of its own files alone', async () => {
    await writeFile(join(directory, `${'a'.repeat(64)}-1`), '');
    await writeFile(join(directory, 'mine.wav'), '');
    await using server = await FileServer.start((_, response) => response.end('sound'));
    const cache = await openCache();
    expect(await files()).toEqual(['mine.wav']);
    await cache.fetch(server.url('/'), request());
    await cache.close();
    expect(await files()).toEqual(['mine.wav']);
    await expect(cache.fetch(server.url('/'), request())).rejects.toMatchObject({ code: 'CLOSED' });
  });
});
