import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dominantFrequencyHz, toneLevelDbfs } from '../../phones/audio-analysis.js';
import { callIn, eventOf, LiveRig } from './live-rig.js';

let rig: LiveRig;
beforeAll(async () => {
  rig = await LiveRig.start({}, 2);
});
afterAll(() => rig[Symbol.asyncDispose]());

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a transfer', () => {
  test('in mid-tone leaves no gap above 60 ms; both sessions are told', async () => {
    const [a, b] = [await rig.client(), await rig.client()];
    const moving = await callIn(a.client);
    const there = await callIn(b.client);
    const hold = await callIn(a.client);
    const [first] = [hold.peer.packets.length];
    const talking = moving.peer.talk(900, 1400);
    await sleep(500);
    expect(hold.peer.packets.length - first).toBeGreaterThan(10);
    const params = { endpoint_id: moving.id, target_session_id: b.sessionId };
    expect(await a.client.result('endpoint.transfer', params)).toEqual(params);
    const movedAtMs = performance.now();
    expect(await a.client.next()).toEqual({ event: 'endpoint.transferred_out', data: params });
    expect(await b.client.next()).toEqual({
      event: 'endpoint.transferred_in',
      data: {
        endpoint_id: moving.id,
        source_session_id: a.sessionId,
        endpoint_type: 'rtp',
        direction: 'sendrecv',
        state: 'connected',
      },
    });
    await talking;
    await sleep(60);
    const heard = there.peer.packets.filter(({ payloadType }) => payloadType === 0);
    expect((heard[0]?.atMs ?? Number.POSITIVE_INFINITY) - movedAtMs).toBeLessThan(60);
    const gaps = heard.slice(1).map(({ atMs }, index) => atMs - (heard[index]?.atMs ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(60);
    expect(dominantFrequencyHz(there.peer.sound(there.peer.packets.indexOf(heard[3] as never)))).toBeCloseTo(900, -1);
    const ids = async (client: typeof a.client) =>
      ((await client.result('session.info'))['endpoints'] as { endpoint_id: string }[]).map((row) => row.endpoint_id);
    expect(await ids(a.client)).toEqual([hold.id]);
    expect((await ids(b.client)).sort()).toEqual([there.id, moving.id].sort());
    moving.peer.press(3, 4);
    expect(await b.client.next()).toEqual({
      event: 'dtmf',
      data: { endpoint_id: moving.id, digit: '3', duration_ms: 80 },
    });
    for (const { peer } of [moving, there, hold]) await peer[Symbol.asyncDispose]();
    for (const { client } of [a, b]) await client.result('session.destroy').then(() => client.close());
  });

  test('leaves a digit behind that was on its way', async () => {
    const [a, b] = [await rig.client(), await rig.client()];
    const moving = await callIn(a.client);
    const there = await callIn(b.client);
    await a.client.result('endpoint.dtmf.inject', { endpoint_id: moving.id, digit: '1', duration_ms: 3000 });
    await sleep(200);
    await a.client.result('endpoint.transfer', { endpoint_id: moving.id, target_session_id: b.sessionId });
    await Promise.all([eventOf(a.client, 'endpoint.transferred_out'), eventOf(b.client, 'endpoint.transferred_in')]);
    await sleep(60);
    const sent = moving.peer.packets.length;
    const talking = there.peer.talk(500, 300);
    await sleep(150);
    // Both sessions may send their next digit at once.
    const other = await callIn(a.client);
    await a.client.result('endpoint.dtmf.inject', { endpoint_id: other.id, digit: '2' });
    await b.client.result('endpoint.dtmf.inject', { endpoint_id: there.id, digit: '3' });
    await talking;
    const after = moving.peer.packets.slice(sent);
    expect(after.length).toBeGreaterThan(5);
    expect(after.filter(({ payloadType }) => payloadType === 101)).toEqual([]);
    for (const { peer } of [moving, there, other]) await peer[Symbol.asyncDispose]();
    for (const { client } of [a, b]) await client.result('session.destroy').then(() => client.close());
  });
});

describe('a bridge', () => {
  test.each([
    ['sendrecv', true, true],
    ['recvonly', true, false],
    ['sendonly', false, true],
  ])('%s lets the sessions hear each other by its direction', async (direction, targetHears, callerHears) => {
    const [a, b] = [await rig.client(), await rig.client()];
    const [x, y] = [await callIn(a.client), await callIn(b.client)];
    const ends = await a.client.result('session.bridge', { target_session_id: b.sessionId, direction });
    const row = async (client: typeof a.client, id: unknown) =>
      ((await client.result('session.info'))['endpoints'] as { endpoint_id: string }[]).find(
        (e) => e.endpoint_id === id,
      );
    expect(await row(a.client, ends['endpoint_id'])).toEqual({
      endpoint_id: ends['endpoint_id'],
      endpoint_type: 'bridge',
      direction,
      state: 'connected',
      codec: 'L16/48000',
    });
    const mirrored = { sendrecv: 'sendrecv', recvonly: 'sendonly', sendonly: 'recvonly' }[direction];
    expect(await row(b.client, ends['target_endpoint_id'])).toMatchObject({ direction: mirrored });
    await Promise.all([x.peer.talk(700, 700), y.peer.talk(1100, 700)]);
    await sleep(60);
    const level = (of: typeof x, hz: number) => toneLevelDbfs(of.peer.sound(Math.min(10, of.peer.packets.length)), hz);
    if (targetHears) expect(level(y, 700)).toBeGreaterThan(-10);
    else expect(level(y, 700)).toBeLessThan(-60);
    if (callerHears) expect(level(x, 1100)).toBeGreaterThan(-10);
    else expect(level(x, 1100)).toBeLessThan(-60);
    await b.client.result('endpoint.remove', { endpoint_id: ends['target_endpoint_id'] });
    await sleep(50);
    expect(await row(a.client, ends['endpoint_id'])).toBeUndefined();
    expect([...a.client.takeAll(), ...b.client.takeAll()]).toEqual([]);
    for (const { peer } of [x, y]) await peer[Symbol.asyncDispose]();
    for (const { client } of [a, b]) await client.close();
  });

  test('goes with either session', async () => {
    const [a, b] = [await rig.client(), await rig.client()];
    await a.client.result('session.bridge', { target_session_id: b.sessionId });
    await a.client.result('session.destroy');
    await sleep(200);
    expect((await b.client.result('session.info'))['endpoints']).toEqual([]);
    for (const { client } of [a, b]) await client.close();
  });
});
