import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Client } from './client.js';
import { Rig } from './rig.js';

const token = 'a-token-of-some-length';

/** The HTTP status with which a handshake is refused; 101 when it is not. */
async function handshakeStatus(rig: Rig, path: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${rig.address.port}${path}`, { headers });
  socket.on('error', () => undefined);
  const [status] = await Promise.race([
    once(socket, 'open').then(() => [101]),
    once(socket, 'unexpected-response').then(([, response]) => [(response as { statusCode: number }).statusCode]),
  ]);
  socket.terminate();
  return status as number;
}

describe('a token', () => {
  const bearer = { Authorization: `Bearer ${token}` };

  test.each<[string, Record<string, string>, number]>([
    ['/', {}, 401],
    ['/', bearer, 101],
    ['/', { authorization: `bearer  ${token}` }, 101],
    [`/?access_token=${token}`, {}, 101],
    [`/?x=1&access_token=${token}`, {}, 101],
    ['/', { Authorization: `Bearer ${token}x` }, 401],
    ['/', { Authorization: `Basic ${token}` }, 401],
    ['/', { Authorization: 'Bearer ' }, 401],
    ['/?access_token=', {}, 401],
    ['/health', {}, 401],
  ])('lets a handshake with %s %j in or not: %i', async (path, headers, status) => {
    await using rig = await Rig.start({ access: { token } });
    expect(await handshakeStatus(rig, path, headers)).toBe(status);
  });

  test.each<[string, Record<string, string>, number]>([
    ['/sessions', {}, 401],
    ['/metrics', {}, 401],
    ['/recordings/x.pcap', {}, 401],
    ['/health/../sessions', {}, 401],
    ['/sessions', bearer, 200],
    [`/sessions?access_token=${token}`, {}, 200],
    ['/health', {}, 200],
    ['/livez', {}, 200],
    ['/readyz', {}, 200],
  ])('lets GET %s %j in or not: %i', async (path, headers, status) => {
    await using rig = await Rig.start({ access: { token } });
    const response = await fetch(rig.url + path, { headers });
    expect(response.status).toBe(status);
    expect(response.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
  });
});

describe('origins', () => {
  test.each<[Record<string, string>, number]>([
    [{}, 101],
    [{ Origin: 'https://desk.example' }, 101],
    [{ Origin: 'https://desk.example.evil' }, 403],
    [{ Origin: 'null' }, 403],
  ])('%j: %i', async (headers, status) => {
    await using rig = await Rig.start({ access: { allowedOrigins: ['https://desk.example'] } });
    expect(await handshakeStatus(rig, '/', headers)).toBe(status);
    expect((await fetch(`${rig.url}/health`, { headers })).status).toBe(status === 101 ? 200 : 403);
  });

  test('are all let in unless a list is given', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address, '/', { Origin: 'https://anywhere.example' });
    expect(await client.createSession()).toBeDefined();
  });
});

describe('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ossicle-tls-'));
  const tls = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };

  function makeCertificate(): boolean {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const files = ['-keyout', tls.keyFile, '-out', tls.certFile];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    try {
      execFileSync('openssl', ['req', '-x509', ...key, ...files, ...subject], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  const made = makeCertificate();

  test.skipIf(!made)('carries WebSocket and HTTP (skipped where there is no openssl program)', async () => {
    await using rig = await Rig.start({ tls });
    const ca = readFileSync(tls.certFile);
    const socket = new WebSocket(`wss://127.0.0.1:${rig.address.port}/`, { ca });
    await once(socket, 'open');
    socket.send('{"id":"a","method":"session.create"}');
    expect(String((await once(socket, 'message'))[0])).toContain('session_id');
    const get = request({ host: '127.0.0.1', port: rig.address.port, path: '/health', ca });
    get.end();
    const [response] = (await once(get, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
    expect(response.statusCode).toBe(200);
    response.resume();
    await expect(fetch(`${rig.url}/health`)).rejects.toThrow();
    socket.terminate();
    rmSync(folder, { recursive: true });
  });

  test('names a file that cannot be read', async () => {
    const missing = { certFile: '/not/there.pem', keyFile: '/not/there.pem' };
    await expect(Rig.start({ tls: missing })).rejects.toThrow('The TLS file /not/there.pem cannot be read');
  });
});
