import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MediaEngine } from '../../../lib/media/index.js';

const rtpPorts = { min: 24_000, max: 24_007 };
const bindAddress = '127.0.0.1';

test.each([
  [{ threads: 0 }, /threads/],
  [{ threads: 1.5 }, /threads/],
  [{ threads: 257 }, /threads/],
  [{ bindAddress: 'localhost' }, /bindAddress/],
  [{ bindAddress: '' }, /bindAddress/],
  [{ rtpPorts: { min: 80, max: 90 } }, /rtpPorts/],
  [{ rtpPorts: { min: 20_000, max: 20_000 } }, /rtpPorts/],
  [{ rtpPorts: { min: 20_000, max: 70_000 } }, /rtpPorts/],
  [{ rtpPorts: { min: 20_000.5, max: 20_010 } }, /rtpPorts/],
])('options %j are refused by name', (options, name) => {
  expect(() => new MediaEngine(options)).toThrow(name);
});

test('ports run out by name and come back when endpoints close', async () => {
  await using engine = new MediaEngine({ threads: 1, bindAddress, rtpPorts });
  const session = engine.createSession();
  const endpoints = Array.from({ length: 4 }, () => session.createEndpoint());
  expect(endpoints.every(({ localPort }) => localPort % 2 === 0)).toBe(true);
  expect(() => session.createEndpoint()).toThrow(expect.objectContaining({ code: 'NO_RTP_PORTS', retryable: true }));
  const closed = new Promise((resolve) => endpoints[0]?.events.on('closed', resolve));
  endpoints[0]?.close();
  await closed;
  expect(session.createEndpoint().localPort).toBe(endpoints[0]?.localPort);
  expect(engine.stats()).toMatchObject({ threads: 1, sessions: 1, endpoints: 4 });
});

test('an address that is not of this machine is named by errno', async () => {
  await using engine = new MediaEngine({ threads: 1, bindAddress: '192.0.2.1', rtpPorts });
  expect(() => engine.createSession().createEndpoint()).toThrow(
    expect.objectContaining({ code: 'NETWORK_FAILED', details: { errno: 99 } }),
  );
});

test('closing settles everything that waits, and everything says CLOSED afterwards', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ossicle-media-'));
  const engine = new MediaEngine({ threads: 2, bindAddress, rtpPorts });
  const session = engine.createSession();
  const endpoint = session.createEndpoint();
  const playback = endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [440], durationMs: 60_000 }] });
  const recording = endpoint.record(join(folder, 'a.wav'));
  await engine.close();
  await engine.close();
  expect((await playback.finished).reason).toBe('closed');
  expect((await recording.finished).reason).toBe('closed');
  playback.stop();
  await recording.stop();
  expect(endpoint.closed).toBe(true);
  endpoint.close();
  session.close();
  const closed = expect.objectContaining({ code: 'CLOSED' });
  expect(() => engine.createSession()).toThrow(closed);
  expect(() => session.createEndpoint()).toThrow(closed);
  expect(() => endpoint.play({ kind: 'tones', tones: [] })).toThrow(closed);
  expect(() => endpoint.stats()).toThrow(closed);
  expect(() => endpoint.sendDtmf('1')).toThrow(closed);
  expect(engine.stats()).toMatchObject({ endpoints: 0 });
  rmSync(folder, { recursive: true });
});
