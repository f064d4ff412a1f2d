import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dominantFrequencyHz, envelopeDbfs, levelDbfs, toneLevelDbfs } from '../../phones/audio-analysis.js';
import type { Client } from './client.js';
import { callIn, eventOf, LiveRig } from './live-rig.js';
import type { RtpPeer } from './rtp-peer.js';

let rig: LiveRig;
let client: Client;
let peer: RtpPeer;
const web = createServer((request, response) => {
  const [path = '', ms = ''] = (request.url ?? '').slice(1).split('?');
  setTimeout(() => {
    if (path === 'none.wav') response.writeHead(404).end();
    else if (path === 'text') response.end('no sound');
    else if (path === 'guarded.wav' && request.headers['x-key'] !== 'secret') response.writeHead(401).end();
    else response.end(readFileSync(rig.path('media', path === 'guarded.wav' ? 'a.wav' : path)));
  }, Number(ms));
});
let url: string;

beforeAll(async () => {
  rig = await LiveRig.start();
  await rig.writeTone('a.wav', 800, 400);
  await rig.writeTone('long.wav', 600, 60_000, 16_000);
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  ({ client } = await rig.client());
  ({ peer } = await callIn(client));
});
afterEach(async () => {
  await peer[Symbol.asyncDispose]();
  client.send('{"id":"end","method":"session.destroy"}');
  await client.close();
});
afterAll(async () => {
  web.close();
  await rig[Symbol.asyncDispose]();
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function play(params: object): Promise<string> {
  return (await client.result('endpoint.create_with_file', params))['endpoint_id'] as string;
}

async function rowOf(id: string): Promise<Record<string, unknown> | undefined> {
  const { endpoints } = await client.result('session.info');
  return (endpoints as Record<string, unknown>[]).find(({ endpoint_id }) => endpoint_id === id);
}

async function remove(id: string): Promise<void> {
  await client.result('endpoint.remove', { endpoint_id: id });
}

/** What the peer hears from now on for `ms`. */
async function hear(ms: number) {
  const from = peer.packets.length;
  await sleep(ms);
  return peer.sound(from);
}

describe('a local file', () => {
  test('plays at once, in its frequency and level, and tells its end', async () => {
    const from = peer.packets.length;
    const id = await play({ source: rig.path('media', 'a.wav') });
    expect(await rowOf(id)).toEqual({
      endpoint_id: id,
      endpoint_type: 'file',
      direction: 'sendonly',
      state: 'playing',
      codec: null,
    });
    expect(await eventOf(client, 'endpoint.file.finished')).toEqual({
      endpoint_id: id,
      reason: 'completed',
      error: null,
    });
    expect(await rowOf(id)).toMatchObject({ state: 'finished' });
    const sound = peer.sound(from);
    expect(sound.samples.length / 160).toBeGreaterThanOrEqual(19);
    expect(sound.samples.length / 160).toBeLessThanOrEqual(22);
    expect(dominantFrequencyHz(sound)).toBeCloseTo(800, -1);
    expect(toneLevelDbfs({ ...sound, samples: sound.samples.slice(800, 2400) }, 800)).toBeCloseTo(-6, 0);
    await remove(id);
    expect(client.takeAll()).toEqual([]);
  });

  test('plays again as often as asked, from where it was told to begin, louder or softer', async () => {
    const from = peer.packets.length;
    const id = await play({ source: rig.path('media', 'a.wav'), loop_count: 2, start_ms: 200, gain_db: -20 });
    await eventOf(client, 'endpoint.file.finished');
    const sound = peer.sound(from);
    expect(sound.samples.length / 8).toBeGreaterThanOrEqual(580);
    expect(sound.samples.length / 8).toBeLessThanOrEqual(660);
    expect(toneLevelDbfs({ ...sound, samples: sound.samples.slice(800, 4000) }, 800)).toBeCloseTo(-26, 0);
    await remove(id);
  });

  test('pauses, goes on and jumps; each change of state is told after its answer', async () => {
    const id = await play({ source: rig.path('media', 'long.wav') });
    await hear(200);
    const change = (old_state: string, new_state: string) => ({
      event: 'endpoint.state_changed',
      data: { endpoint_id: id, old_state, new_state },
    });
    await client.result('endpoint.file.pause', { endpoint_id: id });
    expect(await client.next()).toEqual(change('playing', 'paused'));
    await client.result('endpoint.file.pause', { endpoint_id: id });
    await sleep(60);
    expect((await hear(200)).samples.length).toBe(0);
    await client.result('endpoint.file.seek', { endpoint_id: id, position_ms: 59_700 });
    await client.result('endpoint.file.resume', { endpoint_id: id });
    expect(await client.next()).toEqual(change('paused', 'playing'));
    await client.result('endpoint.file.resume', { endpoint_id: id });
    const startMs = performance.now();
    expect(await eventOf(client, 'endpoint.file.finished')).toMatchObject({ reason: 'completed' });
    expect(performance.now() - startMs).toBeLessThan(900);
    await remove(id);
  });

  test('a seek beyond the end leaves a sound session', async () => {
    const id = await play({ source: rig.path('media', 'long.wav') });
    await client.request('endpoint.file.seek', { endpoint_id: id, position_ms: 2 ** 40 });
    await sleep(100);
    client.takeAll();
    await remove(id);
    expect((await client.result('session.info'))['endpoints']).toHaveLength(1);
  });

  test('shared is joined in mid-stream, and goes on while one of its listeners has it paused', async () => {
    const source = rig.path('media', 'long.wav');
    const first = await play({ source, shared: true, start_ms: 59_000 });
    expect(await rowOf(first)).toMatchObject({ shared_playback_id: source });
    await sleep(300);
    const second = await play({ source, shared: true });
    await client.result('endpoint.file.pause', { endpoint_id: first });
    await eventOf(client, 'endpoint.state_changed');
    await client.result('endpoint.file.resume', { endpoint_id: first });
    const startMs = performance.now();
    await eventOf(client, 'endpoint.file.finished');
    await eventOf(client, 'endpoint.file.finished');
    expect(performance.now() - startMs).toBeGreaterThan(400);
    expect(performance.now() - startMs).toBeLessThan(1100);
    await remove(first);
    await remove(second);
    client.takeAll();
  });
});

describe('a URL', () => {
  test('is fetched, then plays', async () => {
    const id = await play({ source: `${url}/a.wav?50` });
    expect(await rowOf(id)).toMatchObject({ state: 'buffering', endpoint_type: 'file' });
    expect(await eventOf(client, 'endpoint.state_changed')).toEqual({
      endpoint_id: id,
      old_state: 'buffering',
      new_state: 'playing',
    });
    expect(dominantFrequencyHz(await hear(300))).toBeCloseTo(800, -1);
    expect(await eventOf(client, 'endpoint.file.finished')).toMatchObject({ reason: 'completed', error: null });
    await remove(id);
  });

  test.each([
    ['/none.wav', {}, '404'],
    ['/text', {}, 'no sound file'],
    ['/a.wav?900', { timeout_ms: 100 }, '100 ms'],
    ['/guarded.wav', { headers: { 'x-key': 'wrong' } }, '401'],
  ])('%s %j fails by an event, and its endpoint is gone', async (path, more, message) => {
    const id = await play({ source: url + path, ...more });
    expect(await eventOf(client, 'endpoint.file.finished')).toEqual({
      endpoint_id: id,
      reason: 'error',
      error: expect.stringContaining(message),
    });
    expect(await rowOf(id)).toBeUndefined();
  });

  test('that nothing answers fails as well', async () => {
    const id = await play({ source: 'http://127.0.0.1:1/a.wav' });
    expect(await eventOf(client, 'endpoint.file.finished')).toMatchObject({ endpoint_id: id, reason: 'error' });
  });

  test('is fetched with the headers it was given', async () => {
    const id = await play({ source: `${url}/guarded.wav`, headers: { 'x-key': 'secret' } });
    expect(await eventOf(client, 'endpoint.state_changed')).toMatchObject({ new_state: 'playing' });
    await remove(id);
  });

  test('removed while it is fetched is heard of no more', async () => {
    const id = await play({ source: `${url}/a.wav?200`, cache_ttl_secs: 0 });
    await remove(id);
    await sleep(350);
    expect(client.takeAll()).toEqual([]);
  });

  test('shared has the name of its URL', async () => {
    const id = await play({ source: `${url}/a.wav`, shared: true });
    expect((await rowOf(id))?.['shared_playback_id']).toMatch(/^[0-9a-f]{40}$/);
    await eventOf(client, 'endpoint.file.finished');
    await remove(id);
    client.takeAll();
  });
});

describe('a tone', () => {
  test.each([
    ['ringback', {}, [440, 480]],
    ['ringing', {}, [440, 480]],
    ['busy', {}, [480, 620]],
    ['beep', {}, [1000]],
    ['sine', {}, [440]],
    ['sine', { frequency: 3000 }, [3000]],
  ])('%s %j has its frequencies, and peaks at a quarter of full scale', async (tone, params, hz) => {
    const answer = await client.result('endpoint.create_tone', { tone, ...params });
    expect(answer).toEqual({ endpoint_id: expect.any(String), tone });
    await sleep(100);
    const sound = await hear(300);
    const peak = Math.max(...sound.samples.map(Math.abs)) * 32_768;
    expect(peak).toBeGreaterThan(6800);
    expect(peak).toBeLessThan(8900);
    for (const frequency of hz) {
      expect(toneLevelDbfs(sound, frequency)).toBeGreaterThan(-20);
      expect(toneLevelDbfs(sound, frequency + 170)).toBeLessThan(-35);
    }
    await remove(answer['endpoint_id'] as string);
  });

  test('has its cadence', async () => {
    const { endpoint_id } = await client.result('endpoint.create_tone', { tone: 'busy' });
    const levels = envelopeDbfs(await hear(2000), 20);
    const on = levels.filter((level) => level > -30).length * 20;
    expect(on).toBeGreaterThan(900);
    expect(on).toBeLessThan(1100);
    expect(levels.length * 20).toBeGreaterThan(1900);
    await remove(endpoint_id as string);
  });

  test('ends in its time, and says so', async () => {
    const from = peer.packets.length;
    const { endpoint_id } = await client.result('endpoint.create_tone', { tone: 'sine', duration_ms: 290 });
    expect(await eventOf(client, 'endpoint.tone.finished')).toEqual({ endpoint_id });
    await sleep(60);
    expect(peer.packets.length - from).toBe(15);
    expect(levelDbfs(peer.sound(from))).toBeGreaterThan(-20);
    expect(await rowOf(endpoint_id as string)).toMatchObject({ state: 'finished', endpoint_type: 'tone', codec: null });
    await remove(endpoint_id as string);
    expect(client.takeAll()).toEqual([]);
  });
});
