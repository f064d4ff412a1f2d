import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toneLevelDbfs } from '../../phones/audio-analysis.js';
import type { Client } from './client.js';
import { callIn, eventOf, LiveRig } from './live-rig.js';
import type { RtpPeer } from './rtp-peer.js';

interface Member {
  readonly peer: RtpPeer;
  readonly id: string;
}

let rig: LiveRig;
let client: Client;
let a: Member;
let b: Member;
let c: Member;
beforeAll(async () => {
  rig = await LiveRig.start();
  await rig.writeTone('music.wav', 2000, 200);
});
beforeEach(async () => {
  ({ client } = await rig.client());
  [a, b, c] = [await callIn(client), await callIn(client), await callIn(client)];
});
afterEach(async () => {
  for (const { peer } of [a, b, c]) await peer[Symbol.asyncDispose]();
  client.send('{"id":"end","method":"session.destroy"}');
  await client.close();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** Who speaks in which frequency. */
const frequencies = [500, 800, 1300];

/** Lets all three speak for a while; returns the level of each in the ears of each, as `heard[listener][speaker]`. */
async function talk(ms = 500): Promise<number[][]> {
  const members = [a, b, c];
  const from = members.map(({ peer }) => peer.packets.length);
  await Promise.all(members.map(({ peer }, index) => peer.talk(frequencies[index] as number, ms, 0.2)));
  return members.map(({ peer }, index) => {
    const { samples } = peer.sound(from[index]);
    const sound = { samples: samples.slice(-2400), sampleRateHz: 8000 };
    return frequencies.map((hz) => toneLevelDbfs(sound, hz));
  });
}

const audible = expect.toSatisfy((level: number) => level > -20);
const silent = expect.toSatisfy((level: number) => level < -45);

describe('live control of endpoints', () => {
  test('mute takes one voice from all others, and gives it back', async () => {
    await client.result('endpoint.mute', { endpoint_id: a.id });
    expect(await talk()).toEqual([
      [silent, audible, audible],
      [silent, silent, audible],
      [silent, audible, silent],
    ]);
    await client.result('endpoint.mute', { endpoint_id: a.id, muted: false });
    expect((await talk()).map((ears) => ears[0])).toEqual([silent, audible, audible]);
  });

  test('gain makes a voice softer by so much', async () => {
    await client.result('endpoint.gain', { endpoint_id: b.id, gain_db: -12 });
    const heard = await talk();
    expect((heard[0]?.[2] ?? 0) - (heard[0]?.[1] ?? 0)).toBeCloseTo(12, 0);
    expect(await client.code('endpoint.gain', { endpoint_id: b.id, gain_db: 31 })).toBe('INVALID_PARAMS');
  });

  test('direction changes who feeds and who hears', async () => {
    await client.result('endpoint.direction', { endpoint_id: a.id, direction: 'sendonly' });
    expect((await talk())[0]?.slice(1)).toEqual([silent, silent]);
    const { endpoints } = await client.result('session.info');
    expect(endpoints).toContainEqual(expect.objectContaining({ endpoint_id: a.id, direction: 'sendonly' }));
  });

  test('hearing is a matrix with exceptions: a coach whom one party alone hears', async () => {
    const names = [a.id, b.id, c.id];
    const matrix = async (changes: object[] = []) => {
      const { hearing } = await client.result('session.hearing', { changes });
      const rows = hearing as { endpoint_id: string; hears: string[] }[];
      return rows.map(({ endpoint_id, hears }) => [names.indexOf(endpoint_id), hears.map((id) => names.indexOf(id))]);
    };
    expect(await matrix()).toEqual([
      [0, [1, 2]],
      [1, [0, 2]],
      [2, [0, 1]],
    ]);
    const whisper = [{ listener_id: b.id, speaker_id: c.id, hears: false }];
    expect(await matrix(whisper)).toEqual([
      [0, [1, 2]],
      [1, [0]],
      [2, [0, 1]],
    ]);
    expect(await talk()).toEqual([
      [silent, audible, audible],
      [audible, silent, silent],
      [audible, audible, silent],
    ]);
    expect(await matrix([{ listener_id: b.id, speaker_id: c.id, hears: true }])).toEqual([
      [0, [1, 2]],
      [1, [0, 2]],
      [2, [0, 1]],
    ]);
    const itself = { changes: [{ listener_id: a.id, speaker_id: a.id, hears: true }] };
    expect(await client.code('session.hearing', itself)).toBe('ENDPOINT_ERROR');
  });

  test('hold takes a peer out, with music for it alone, and brings it back', async () => {
    const music = { source: rig.path('media', 'music.wav') };
    await client.result('endpoint.hold', { endpoint_id: a.id, music });
    const heard = await talk(800);
    expect(heard).toEqual([
      [silent, silent, silent],
      [silent, silent, audible],
      [silent, audible, silent],
    ]);
    const level = ({ peer }: Member) =>
      toneLevelDbfs({ ...peer.sound(), samples: peer.sound().samples.slice(-1600) }, 2000);
    expect(level(a)).toBeGreaterThan(-12);
    expect(level(b)).toBeLessThan(-45);
    await client.result('endpoint.hold', { endpoint_id: a.id, held: false });
    expect((await talk(800))[0]).toEqual([silent, audible, audible]);
    expect(level(a)).toBeLessThan(-45);
  });

  test('a queue of sounds plays one after the other to one peer alone, and tells how far it is', async () => {
    const sounds = [{ source: rig.path('media', 'music.wav') }, { tone: 'beep', duration_ms: 300 }];
    const params = { endpoint_id: a.id, sounds, progress_ms: 100 };
    const { play_ids } = await client.result('endpoint.play', params);
    const [first, second] = play_ids as string[];
    const seen: unknown[] = [];
    for (let ended = 0; ended < 2; ) {
      const { event, data } = await client.next();
      if (event === 'endpoint.play.finished') ended++;
      if (event !== 'endpoint.play.progress')
        seen.push([event, data?.['play_id'], data?.['reason'], data?.['played_ms']]);
      else expect(data?.['position_ms']).toBeGreaterThanOrEqual(100);
    }
    expect(seen).toEqual([
      ['endpoint.play.started', first, undefined, undefined],
      ['endpoint.play.finished', first, 'completed', 200],
      ['endpoint.play.started', second, undefined, undefined],
      ['endpoint.play.finished', second, 'completed', 300],
    ]);
    expect(toneLevelDbfs(a.peer.sound(), 1000)).toBeGreaterThan(-40);
    expect(toneLevelDbfs(b.peer.sound(), 1000)).toBeLessThan(-60);
  });

  test('a queue that is stopped tells of each sound in it', async () => {
    const sounds = [{ tone: 'beep' }, { tone: 'busy' }];
    const { play_ids } = await client.result('endpoint.play', { endpoint_id: b.id, sounds });
    await eventOf(client, 'endpoint.play.started');
    await client.result('endpoint.play.stop', { endpoint_id: b.id });
    const ends = [await eventOf(client, 'endpoint.play.finished'), await eventOf(client, 'endpoint.play.finished')];
    expect(ends.map(({ play_id }) => play_id).sort()).toEqual([...(play_ids as string[])].sort());
    expect(ends.map(({ reason }) => reason)).toEqual(['stopped', 'stopped']);
    const missing = { endpoint_id: b.id, sounds: [{ source: rig.path('media', 'none.wav') }] };
    await client.result('endpoint.play', missing);
    expect(await eventOf(client, 'endpoint.play.finished')).toMatchObject({ reason: 'error', played_ms: 0 });
  });
});
