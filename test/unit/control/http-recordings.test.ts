import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawClient } from './raw-client.js';
import { Rig } from './rig.js';

let base: string;
let folder: string;
let rig: Rig;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'ossicle-recordings-'));
  folder = join(base, 'recordings');
  mkdirSync(join(folder, 'a', 'deep'), { recursive: true });
  mkdirSync(join(base, 'outside'));
  for (const name of ['b.pcap', 'a/1.pcap', 'a/2.pcap', 'a/deep/3.pcap', 'a b%.pcap', 'x.wav', 'notes.txt']) {
    writeFileSync(join(folder, name), `content of ${name}`);
  }
  writeFileSync(join(base, 'outside', 'secret.pcap'), 'secret');
  writeFileSync(join(base, 'recordings-not.pcap'), 'secret');
  symlinkSync(join(base, 'outside'), join(folder, 'escape'));
  symlinkSync(join(base, 'outside', 'secret.pcap'), join(folder, 'link.pcap'));
  symlinkSync(join(folder, 'b.pcap'), join(folder, 'inside.pcap'));
  let deep = folder;
  for (let depth = 1; depth <= 11; depth++) {
    deep = join(deep, `d${depth}`);
    mkdirSync(deep);
    writeFileSync(join(deep, 'f.pcap'), '');
  }
  writeFileSync(join(folder, 'large.pcap'), '');
  truncateSync(join(folder, 'large.pcap'), 2000);
  rig = await Rig.start({ settings: { recordingDir: folder, maxRecordingDownloadBytes: 1999 } });
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  rmSync(base, { recursive: true, force: true });
});

async function list(query = ''): Promise<{ recordings: string[]; total: number; skip: number; limit: number }> {
  const response = await fetch(`${rig.url}/recordings${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Awaited<ReturnType<typeof list>>;
}

/** Sends the path as it stands; `fetch` would resolve dots. */
async function status(method: string, path: string): Promise<number> {
  using client = await RawClient.connect(rig.address.port);
  client.send(`${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await client.ended())?.[1]);
}

describe('GET /recordings', () => {
  test('lists .pcap files, sorted, ten folders deep, and follows no link', async () => {
    const { recordings, total, skip, limit } = await list();
    const nested = Array.from({ length: 9 }, (_, n) => Array.from({ length: n + 1 }, (_, i) => `d${i + 1}`).join('/'));
    const expected = ['a b%.pcap', 'a/1.pcap', 'a/2.pcap', 'a/deep/3.pcap', 'b.pcap', 'large.pcap'];
    expect(recordings).toEqual([...expected, ...nested.map((path) => `${path}/f.pcap`)].sort());
    expect([total, skip, limit]).toEqual([recordings.length, 0, 100]);
  });

  test.each([
    ['?startsWith=a/', ['a/1.pcap', 'a/2.pcap', 'a/deep/3.pcap'], 3, 0, 100],
    ['?startsWith=a%2F1', ['a/1.pcap'], 1, 0, 100],
    ['?startsWith=a%20b%25', ['a b%.pcap'], 1, 0, 100],
    ['?startsWith=a/&skip=1&limit=1', ['a/2.pcap'], 3, 1, 1],
    ['?startsWith=a/&skip=9', [], 3, 9, 100],
    ['?startsWith=a/&limit=0', [], 3, 0, 0],
    ['?startsWith=none', [], 0, 0, 100],
    ['?startsWith=a/1&skip=x&limit=-5', ['a/1.pcap'], 1, 0, 100],
    ['?startsWith=a/1&limit=5000', ['a/1.pcap'], 1, 0, 1000],
  ])('%s', async (query, recordings, total, skip, limit) => {
    expect(await list(query)).toEqual({ recordings, total, skip, limit });
  });

  test('says 500 when the folder cannot be read', async () => {
    await using other = await Rig.start({ settings: { recordingDir: join(base, 'missing') } });
    expect((await fetch(`${other.url}/recordings`)).status).toBe(500);
  });
});

describe('GET /recordings/{path}', () => {
  test('sends the file', async () => {
    const response = await fetch(`${rig.url}/recordings/a/deep/3.pcap?ignored=1`);
    expect(response.headers.get('content-type')).toBe('application/vnd.tcpdump.pcap');
    expect(await response.text()).toBe('content of a/deep/3.pcap');
    expect(await (await fetch(`${rig.url}/recordings/a%20b%25.pcap`)).text()).toBe('content of a b%.pcap');
    expect((await fetch(`${rig.url}/recordings/x.wav`)).headers.get('content-type')).toBe('audio/wav');
    expect(await (await fetch(`${rig.url}/recordings/inside.pcap`)).text()).toBe('content of b.pcap');
    expect(await (await fetch(`${rig.url}/recordings/d1/f.pcap`)).text()).toBe('');
  });

  test.each([
    ['/recordings/none.pcap', 404],
    ['/recordings/', 404],
    ['/recordings/a', 404],
    ['/recordings/%00', 404],
    ['/recordings/%zz', 404],
    ['/recordings/b.pcap/x', 404],
    ['/recordings/large.pcap', 413],
    ['/recordings/link.pcap', 403],
    ['/recordings/escape/secret.pcap', 403],
    ['/recordings/../recordings-not.pcap', 403],
    ['/recordings/..%2foutside%2fsecret.pcap', 403],
    ['/recordings/%2e%2e/outside/secret.pcap', 403],
    ['/recordings/a/../../outside/secret.pcap', 403],
    ['/recordings/a%2f..%2fb.pcap', 403],
    ['/recordings/..%5coutside', 403],
    ['/recordings/%2Fetc%2Fpasswd', 403],
    ['/recordings//etc/passwd', 403],
    ['/recordings/%252e%252e/outside/secret.pcap', 404],
  ])('%s answers %i', async (path, expected) => {
    expect(await status('GET', path)).toBe(expected);
  });
});

describe('DELETE /recordings/{path}', () => {
  test('removes the file once', async () => {
    writeFileSync(join(folder, 'old.pcap'), '');
    const url = `${rig.url}/recordings/old.pcap`;
    expect(await (await fetch(url, { method: 'DELETE' })).json()).toEqual({ deleted: true });
    expect(existsSync(join(folder, 'old.pcap'))).toBe(false);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(404);
  });

  test.each([
    ['/recordings/a', 404],
    ['/recordings/', 404],
    ['/recordings/escape/secret.pcap', 403],
    ['/recordings/link.pcap', 403],
    ['/recordings/..%2foutside%2fsecret.pcap', 403],
  ])('%s answers %i and removes nothing', async (path, expected) => {
    expect(await status('DELETE', path)).toBe(expected);
    expect(existsSync(join(base, 'outside', 'secret.pcap'))).toBe(true);
    expect(existsSync(join(folder, 'a'))).toBe(true);
  });
});
