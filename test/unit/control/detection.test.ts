import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from './client.js';
import { callIn, eventOf, LiveRig } from './live-rig.js';
import type { RtpPeer } from './rtp-peer.js';

let rig: LiveRig;
let client: Client;
beforeAll(async () => {
  rig = await LiveRig.start();
});
beforeEach(async () => {
  ({ client } = await rig.client());
});
afterEach(async () => {
  client.send('{"id":"end","method":"session.destroy"}');
  await client.close();
});
afterAll(() => rig[Symbol.asyncDispose]());

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The frequencies of ITU-T Q.23, written out here once more. */
const rows = [697, 770, 852, 941];
const columns = [1209, 1336, 1477, 1633];
const keys = '123A456B789C*0#D';

/** Sums sines, sample by sample at 8000 Hz; each a quarter of full scale. */
function sines(...frequenciesHz: number[]): () => number {
  let sample = 0;
  return () => {
    sample += 1;
    return frequenciesHz.reduce((sum, hz) => sum + 0.25 * Math.sin((2 * Math.PI * hz * sample) / 8000), 0);
  };
}

/** Dials in the audio, at an even pace: 100 ms of each key, 100 ms between. */
function dial(peer: RtpPeer, digits: string): Promise<void> {
  let sample = 0;
  const tones = [...digits]
    .map((digit) => keys.indexOf(digit))
    .map((key) => sines(rows[key >> 2] as number, columns[key & 3] as number));
  const next = () => {
    const at = sample++;
    return at % 1600 < 800 ? (tones[Math.floor(at / 1600)]?.() ?? 0) : 0;
  };
  return peer.say(next, digits.length * 200 + 200);
}

/** Noise that comes and goes 4 times a second, as good as speech. */
function babble(amplitude = 0.2): () => number {
  let [state, sample] = [1, 0];
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    sample += 1;
    const loud = sample % 2000 < 1400 ? amplitude : 0;
    return loud * (((state >>> 16) % 2000) / 1000 - 1);
  };
}

describe('keys in the audio', () => {
  test('are told to who asks, and not as `dtmf`', async () => {
    const { peer, id } = await callIn(client);
    await using _ = peer;
    await dial(peer, '5');
    expect(client.takeAll()).toEqual([]);
    expect(await client.result('detect.start', { endpoint_id: id, detect: ['dtmf'] })).toEqual({});
    await dial(peer, '1#D');
    const events = client.takeAll();
    expect(events.map(({ event }) => event)).toEqual(['detect.dtmf', 'detect.dtmf', 'detect.dtmf']);
    expect(events.map(({ data }) => data?.['digit']).join('')).toBe('1#D');
    for (const { data } of events) {
      expect(data?.['endpoint_id']).toBe(id);
      expect(data?.['duration_ms']).toBeGreaterThanOrEqual(85);
      expect(data?.['duration_ms']).toBeLessThanOrEqual(115);
    }
    expect(await client.result('detect.stop', { endpoint_id: id })).toEqual({});
    await dial(peer, '5');
    expect(client.takeAll()).toEqual([]);
    expect(await client.code('detect.stop', { endpoint_id: id })).toBe('ENDPOINT_ERROR');
  });

  test('of a peer that sends telephone-events are told once, as `dtmf`', async () => {
    const { peer, id } = await callIn(client);
    await using _ = peer;
    await client.result('detect.start', { endpoint_id: id, detect: ['dtmf'] });
    peer.press(4, 5);
    await dial(peer, '4');
    const events = client.takeAll();
    expect(events).toEqual([{ event: 'dtmf', data: { endpoint_id: id, digit: '4', duration_ms: 100 } }]);
  });
});

describe('tones', () => {
  test('of the network are told by name, country, frequencies and cadence; of faxes by name', async () => {
    const { peer, id } = await callIn(client);
    await using _ = peer;
    await client.result('detect.start', { endpoint_id: id, detect: ['tones'], country: 'us' });
    const [both, period] = [sines(480, 620), 8000];
    let sample = 0;
    await peer.say(() => (sample++ % period < period / 2 ? both() : 0), 3000);
    expect(await eventOf(client, 'detect.tone')).toEqual({
      endpoint_id: id,
      tone: 'busy',
      country: 'us',
      frequencies_hz: [480, 620],
      cadence_ms: [500, 500],
    });
    await peer.say(sines(2100), 1500);
    expect(await eventOf(client, 'detect.tone')).toEqual({
      endpoint_id: id,
      tone: 'ced',
      country: null,
      frequencies_hz: [2100],
      cadence_ms: [],
    });
  });

  test('that a file or tone endpoint plays are found as well', async () => {
    const { endpoint_id } = await client.result('endpoint.create_tone', { tone: 'busy', duration_ms: 4000 });
    await client.result('detect.start', { endpoint_id, detect: ['tones'], country: 'us' });
    expect(await eventOf(client, 'detect.tone')).toMatchObject({ endpoint_id, tone: 'busy', country: 'us' });
  });
});

describe('who has answered', () => {
  test('a machine speaks on and beeps', async () => {
    const { peer, id } = await callIn(client);
    await using _ = peer;
    await client.result('detect.start', { endpoint_id: id, detect: ['answering_machine'] });
    await peer.talk(0, 300);
    await peer.say(babble(), 2500);
    const { answer, cause, after_ms } = await eventOf(client, 'detect.answer');
    expect([answer, cause]).toEqual(['machine', 'long_greeting']);
    expect(after_ms).toBeGreaterThan(1800);
    expect(after_ms).toBeLessThan(2900);
    await peer.say(sines(1000), 400);
    await peer.talk(0, 400);
    const beep = await eventOf(client, 'detect.beep');
    expect(beep['endpoint_id']).toBe(id);
    expect(Math.abs((beep['frequency_hz'] as number) - 1000)).toBeLessThanOrEqual(5);
    expect(Math.abs((beep['duration_ms'] as number) - 400)).toBeLessThanOrEqual(40);
  });

  test('a person says a word and waits; nobody at all is silence', async () => {
    const [person, nobody] = [await callIn(client), await callIn(client)];
    await using _ = person.peer;
    await using __ = nobody.peer;
    for (const { id } of [person, nobody]) {
      await client.result('detect.start', { endpoint_id: id, detect: ['answering_machine', 'dtmf'] });
    }
    await person.peer.talk(0, 400);
    await person.peer.say(babble(), 170);
    await person.peer.talk(0, 1500);
    const heard = await eventOf(client, 'detect.answer');
    expect(heard).toMatchObject({ endpoint_id: person.id, answer: 'human', cause: 'short_greeting' });
    const silent = await eventOf(client, 'detect.answer');
    expect(silent).toMatchObject({ endpoint_id: nobody.id, answer: 'silence', cause: 'initial_silence' });
    expect(silent['after_ms']).toBeGreaterThanOrEqual(3500);
  });
});

describe('the active speaker', () => {
  test('is named while packets are passed on as they are; a cough changes nothing; two seconds of silence are nobody', async () => {
    const [a, b] = [await callIn(client), await callIn(client)];
    await using _ = a.peer;
    await using __ = b.peer;
    const speakers = () => client.takeAll().map(({ event, data }) => [event, data?.['endpoint_id']]);
    const both = (speaker: RtpPeer | null, ms: number) =>
      Promise.all([a.peer, b.peer].map((peer) => (peer === speaker ? peer.say(babble(), ms) : peer.talk(0, ms))));
    await both(a.peer, 300);
    expect(speakers()).toEqual([]);
    expect(await client.result('session.active_speaker', {})).toEqual({});
    await both(a.peer, 1000);
    expect(speakers()).toEqual([['session.active_speaker', a.id]]);
    await both(b.peer, 60);
    await both(a.peer, 300);
    expect(speakers()).toEqual([]);
    await both(b.peer, 1500);
    expect(speakers()).toEqual([['session.active_speaker', b.id]]);
    // Still relayed: what one says reaches the other as it is.
    a.peer.send(Buffer.alloc(160, 0x41));
    await sleep(60);
    expect(b.peer.packets.some(({ payload }) => payload.equals(Buffer.alloc(160, 0x41)))).toBe(true);
    await both(null, 2700);
    expect(speakers()).toEqual([['session.active_speaker', null]]);
    await both(b.peer, 500);
    expect(speakers()).toEqual([['session.active_speaker', b.id]]);
    await client.result('endpoint.remove', { endpoint_id: b.id });
    await sleep(100);
    expect(speakers()).toEqual([['session.active_speaker', null]]);
    await client.result('session.active_speaker', { watch: false });
    await a.peer.say(babble(), 500);
    expect(speakers()).toEqual([]);
  });
});

describe('what cannot be', () => {
  test('is refused by its name', async () => {
    const { peer, id: endpoint_id } = await callIn(client);
    await using _ = peer;
    const refused = async (params: object) => (await client.request('detect.start', params)).error;
    expect(await refused({ endpoint_id, detect: [] })).toMatchObject({ code: 'INVALID_PARAMS' });
    expect(await refused({ endpoint_id, detect: ['speech'] })).toMatchObject({ code: 'INVALID_PARAMS' });
    expect(await refused({ endpoint_id, detect: ['tones'], country: 'xx' })).toEqual({
      code: 'INVALID_PARAMS',
      message: expect.stringContaining('country'),
    });
    const other = '00000000-0000-4000-8000-000000000000';
    expect(await refused({ endpoint_id: other, detect: ['dtmf'] })).toEqual({
      code: 'ENDPOINT_ERROR',
      message: expect.stringContaining('Endpoint not found'),
    });
    expect(await client.code('detect.stop', { endpoint_id: other })).toBe('ENDPOINT_ERROR');
  });
});
