import { describe, expect, test } from 'vitest';
import { Client } from './client.js';
import { RawClient } from './raw-client.js';
import { Rig } from './rig.js';

async function json(url: string, init?: RequestInit): Promise<[number, unknown]> {
  const response = await fetch(url, init);
  expect(response.headers.get('connection')).toBe('close');
  return [response.status, await response.json()];
}

/** The answer to bytes as they stand. */
async function rawAnswer(rig: Rig, request: string): Promise<string> {
  using client = await RawClient.connect(rig.address.port);
  client.send(request);
  return await client.ended();
}

describe('HTTP on the control port', () => {
  test.each([
    ['GET', '/health', 200, { status: 'ok' }],
    ['GET', '/health?x=1', 200, { status: 'ok' }],
    ['GET', '/livez', 200, { status: 'ok' }],
    ['GET', '/readyz', 200, { status: 'ok' }],
    ['GET', '/sessions', 200, []],
    ['GET', '/sessions/not-a-uuid', 400, { error: 'invalid session ID' }],
    ['GET', '/sessions/00000000-0000-4000-8000-000000000000', 404, { error: 'session not found' }],
    ['GET', '/', 404, { error: 'not found' }],
    ['GET', '/metrics/', 404, { error: 'not found' }],
    ['DELETE', '/health', 405, { error: 'method not allowed' }],
    ['DELETE', '/recordings', 405, { error: 'method not allowed' }],
    ['POST', '/sessions', 405, { error: 'method not allowed' }],
    ['PUT', '/', 405, { error: 'method not allowed' }],
    ['OPTIONS', '/', 405, { error: 'method not allowed' }],
  ])('%s %s answers %i', async (method, path, status, body) => {
    await using rig = await Rig.start();
    expect(await json(rig.url + path, { method })).toEqual([status, body]);
  });

  test('shows sessions as session.list and session.info do', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address);
    const id = await client.createSession();
    expect((await json(`${rig.url}/sessions`))[1]).toEqual((await client.result('session.list'))['sessions']);
    expect(await json(`${rig.url}/sessions/${id}`)).toEqual([200, await client.result('session.info')]);
    expect((await json(`${rig.url}/sessions/${id.replaceAll('-', '').toUpperCase()}`))[0]).toBe(200);
  });

  test('serves metrics under the names that dashboards know', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address);
    await client.createSession();
    const response = await fetch(`${rig.url}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const samples = (await response.text()).split('\n').filter((line) => line.startsWith('rtpbridge_'));
    expect(samples).toEqual([
      'rtpbridge_sessions_total 1',
      'rtpbridge_endpoints_total 0',
      'rtpbridge_packets_routed_total 0',
      'rtpbridge_packets_recorded_total 0',
      'rtpbridge_srtp_errors_total 0',
      'rtpbridge_transcode_errors_total 0',
      'rtpbridge_dtmf_events_total 0',
      'rtpbridge_events_dropped_total 0',
      'rtpbridge_sessions_active 1',
      'rtpbridge_endpoints_active 0',
      'rtpbridge_recordings_active 0',
    ]);
  });

  test('counts commands by method and code, whatever clients call theirs', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address);
    await client.createSession();
    await client.code('session.create');
    await client.code('made.up{"x"}');
    const text = await (await fetch(`${rig.url}/metrics`)).text();
    const samples = text.split('\n').filter((line) => line.startsWith('ossicle_control_commands_total'));
    expect(samples).toEqual([
      'ossicle_control_commands_total{method="session.create",code="OK"} 1',
      'ossicle_control_commands_total{method="session.create",code="SESSION_ALREADY_BOUND"} 1',
    ]);
    expect(text).toContain('ossicle_control_connections 2');
  });

  test('is not ready at max_sessions', async () => {
    await using rig = await Rig.start({ settings: { maxSessions: 1 } });
    await using client = await Client.connect(rig.address);
    await client.createSession();
    expect((await json(`${rig.url}/readyz`))[0]).toBe(503);
    expect((await json(`${rig.url}/livez`))[0]).toBe(200);
  });

  test('answers one request a connection', async () => {
    await using rig = await Rig.start();
    const request = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n';
    const answer = await rawAnswer(rig, request + request);
    expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(1);
    expect(answer).toContain('Connection: close');
  });

  test('answers a client of HTTP/1.0, one that half-closes, and one that offers HTTP/2', async () => {
    await using rig = await Rig.start();
    expect(await rawAnswer(rig, 'GET /health HTTP/1.0\r\n\r\n')).toContain('{"status":"ok"}');
    const upgrade = 'Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
    expect(await rawAnswer(rig, `GET /health HTTP/1.1\r\nHost: x\r\n${upgrade}`)).toContain('{"status":"ok"}');
    using client = await RawClient.connect(rig.address.port);
    client.send('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    client.socket.end();
    expect(await client.ended()).toContain('{"status":"ok"}');
  });

  test('refuses a WebSocket handshake that is none', async () => {
    await using rig = await Rig.start();
    const head = 'Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
    expect(await rawAnswer(rig, `GET / HTTP/1.1\r\n${head}\r\n`)).toContain('HTTP/1.1 400');
    expect(await rawAnswer(rig, `POST / HTTP/1.1\r\n${head}\r\n`)).toContain('HTTP/1.1 405');
    expect(await rawAnswer(rig, 'no such thing\r\n\r\n')).toBe('');
  });
});
