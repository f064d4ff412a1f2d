import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from './client.js';
import { callIn, eventOf, LiveRig } from './live-rig.js';
import type { RtpPeer } from './rtp-peer.js';

let rig: LiveRig;
let client: Client;
let peer: RtpPeer;
let id: string;
beforeAll(async () => {
  rig = await LiveRig.start();
  ({ client } = await rig.client());
  ({ peer, id } = await callIn(client, { direction: 'recvonly' }));
});
afterAll(async () => {
  await peer[Symbol.asyncDispose]();
  await client.close();
  await rig[Symbol.asyncDispose]();
});

const active = async () => (await client.result('session.info'))['vad_active'];

describe('voice activity', () => {
  test('a tone is speech; the silence after it is told in the interval; the end of it is the end', async () => {
    expect(await client.result('vad.start', { endpoint_id: id, silence_interval_ms: 200 })).toEqual({});
    expect(await active()).toEqual([id]);
    await peer.talk(0, 300);
    expect(client.takeAll()).toEqual([]);
    await peer.talk(440, 400);
    expect(await client.next()).toEqual({ event: 'vad.speech_started', data: { endpoint_id: id } });
    expect(client.takeAll()).toEqual([]);
    await peer.talk(0, 890); // ends between two reports
    const reports = client.takeAll();
    expect(reports.map(({ event }) => event)).toEqual(reports.map(() => 'vad.silence'));
    const silences = reports.map(({ data }) => data?.['silence_duration_ms'] as number);
    expect(silences.length).toBeGreaterThanOrEqual(2);
    silences.forEach((ms, index) => {
      expect(ms).toBeGreaterThanOrEqual(200 * (index + 1));
      expect(ms).toBeLessThan(200 * (index + 1) + 60);
    });
    expect(await client.result('vad.stop', { endpoint_id: id })).toEqual({});
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(client.takeAll()).toEqual([]);
    expect(await active()).toEqual([]);
    expect(await client.code('vad.stop', { endpoint_id: id })).toBe('VAD_ERROR');
  });

  test('packets that stop are silence, too; a second start replaces the first', async () => {
    await client.result('vad.start', { endpoint_id: id, silence_interval_ms: 100 });
    await client.result('vad.start', { endpoint_id: id, silence_interval_ms: 500 });
    await peer.talk(440, 300);
    await eventOf(client, 'vad.speech_started');
    const startMs = performance.now();
    const { silence_duration_ms } = await eventOf(client, 'vad.silence');
    expect(silence_duration_ms).toBeGreaterThanOrEqual(500);
    expect(performance.now() - startMs).toBeGreaterThan(700);
    expect(performance.now() - startMs).toBeLessThan(1300);
    await client.result('vad.stop', { endpoint_id: id });
  });

  test('hears every type of endpoint', async () => {
    const { endpoint_id } = await client.result('endpoint.create_tone', { tone: 'beep', duration_ms: 400 });
    await client.result('vad.start', { endpoint_id, silence_interval_ms: 100 });
    expect(await eventOf(client, 'vad.speech_started')).toEqual({ endpoint_id });
    expect(await eventOf(client, 'vad.silence')).toMatchObject({ endpoint_id });
    await client.result('endpoint.remove', { endpoint_id });
    await new Promise((resolve) => setTimeout(resolve, 150));
    client.takeAll();
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(client.takeAll()).toEqual([]);
    expect(await active()).toEqual([]);
  });
});
