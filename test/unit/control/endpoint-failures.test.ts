import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LiveRig } from './live-rig.js';
import { RefusalScene, refusals } from './refusals.js';

let rig: LiveRig;
let scene: RefusalScene;
beforeAll(async () => {
  rig = await LiveRig.start({ maxSdpBytes: 2048 });
  scene = await RefusalScene.open(rig);
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

describe('a request that cannot be done', () => {
  test.each(refusals)('%s %j is %s: %s', async (method, params, code, message) => {
    const { error } = await scene.client.request(method, params && scene.filled(params));
    expect(error).toEqual({ code, message: expect.stringContaining(message) });
  });

  test('leaves everything as it was, and tells nobody', async () => {
    const info = await scene.client.result('session.info');
    expect(info['endpoints']).toHaveLength(scene.endpointCount);
    expect(info).toMatchObject({ recordings: [], vad_active: [] });
    expect(scene.client.takeAll().filter(({ event }) => event !== 'endpoint.media_timeout')).toEqual([]);
  });

  test('needs a session for every one of these methods', async () => {
    const stranger = await rig.client();
    await stranger.client.result('session.destroy');
    for (const method of new Set(refusals.map(([name]) => name))) {
      expect(await stranger.client.code(method, { endpoint_id: randomUUID() }), method).toBe('NO_SESSION');
    }
    await stranger.client.close();
  });
});

describe('limits', () => {
  test('of endpoints, in the words of each method', async () => {
    await using small = await LiveRig.start({ maxEndpointsPerSession: 1, mediaDir: null });
    const [a, b] = [await small.client(), await small.client()];
    const refused = async (method: string, params: object) => (await a.client.request(method, params)).error;
    expect(await refused('endpoint.create_with_file', { source: '/x' })).toEqual({
      code: 'ENDPOINT_ERROR',
      message: expect.stringContaining('Local file playback is disabled'),
    });
    await a.client.result('endpoint.create_tone', { tone: 'beep' });
    for (const [method, params, message] of [
      ['endpoint.create_from_offer', { sdp: '' }, 'MAX_ENDPOINTS_REACHED'],
      ['endpoint.create_offer', { type: 'rtp' }, 'MAX_ENDPOINTS_REACHED'],
      ['endpoint.create_with_file', { source: '/x' }, 'MAX_ENDPOINTS_REACHED'],
      ['endpoint.create_tone', { tone: 'beep' }, 'max endpoints reached'],
      ['session.bridge', { target_session_id: b.sessionId }, 'Maximum endpoints per session reached'],
    ] as const) {
      expect(await refused(method, params)).toEqual({
        code: 'ENDPOINT_ERROR',
        message: expect.stringContaining(message),
      });
    }
    const moving = await b.client.result('endpoint.create_from_offer', { sdp: '' });
    const transfer = { endpoint_id: moving['endpoint_id'], target_session_id: a.sessionId };
    expect((await b.client.request('endpoint.transfer', transfer)).error).toEqual({
      code: 'TRANSFER_FAILED',
      message: expect.stringContaining('Maximum endpoints per session reached'),
    });
    expect((await b.client.result('session.info'))['endpoints']).toHaveLength(1);
    expect([...a.client.takeAll(), ...b.client.takeAll()]).toEqual([]);
  });
});
