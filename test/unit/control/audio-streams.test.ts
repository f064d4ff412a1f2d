import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ControlSession } from '../../../lib/control/index.js';
import { toneLevelDbfs } from '../../phones/audio-analysis.js';
import { Client } from './client.js';
import { Rig } from './rig.js';

const rate = 16_000;

/** A tone of -10 dBFS as 16-bit samples. */
function tone(frequencyHz: number, seconds: number): Int16Array {
  const amplitude = 32_768 * 10 ** (-10 / 20);
  const sample = (_: unknown, n: number): number => amplitude * Math.sin((2 * Math.PI * frequencyHz * n) / rate);
  return Int16Array.from({ length: seconds * rate }, sample);
}

/** A frame as a client sends it. */
function frameOf(stream: number, samples: Int16Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(stream);
  return Buffer.concat([head, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}

/** Frames that a client has heard, by their numbers, and their samples one after the other. */
class Ear {
  readonly numbers: number[] = [];
  readonly samples: number[] = [];

  constructor(client: Client, stream: number) {
    client.socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (!isBinary || data.readUInt32BE(0) !== stream) return;
      this.numbers.push(data.readUInt32BE(4));
      for (let at = 8; at < data.length; at += 2) this.samples.push(data.readInt16LE(at));
    });
  }

  /** Of a tone, in what was heard after `fromSeconds`. */
  levelDbfs(frequencyHz: number, fromSeconds: number): number {
    const samples = Float64Array.from(this.samples.slice(fromSeconds * rate), (sample) => sample / 32_768);
    return toneLevelDbfs({ samples, sampleRateHz: rate }, frequencyHz);
  }
}

describe('a stream endpoint', () => {
  let rig: Rig;
  let client: Client;
  let session: ControlSession;

  beforeEach(async () => {
    rig = await Rig.start();
    client = await Client.connect(rig.address);
    session = rig.server.registry.find(await client.createSession()) as ControlSession;
  });
  afterEach(async () => {
    await client.close();
    await rig[Symbol.asyncDispose]();
  });

  async function createStream(params: object = {}): Promise<{ id: string; stream: number; ear: Ear }> {
    const { endpoint_id, stream } = await client.result('endpoint.create_stream', params);
    return { id: endpoint_id as string, stream: stream as number, ear: new Ear(client, stream as number) };
  }

  /** Lets media time pass, and what it made arrive. */
  async function pass(ms: number): Promise<void> {
    await rig.engine.run(ms);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  test('hears its session in frames of 20 ms, numbered one after the other', async () => {
    const { ear } = await createStream({ direction: 'recvonly' });
    await client.result('endpoint.create_tone', { tone: 'sine', frequency: 1000 });
    await pass(1000);
    expect(ear.numbers.length).toBeGreaterThan(45);
    expect(ear.numbers).toEqual(ear.numbers.map((_, index) => index));
    expect(ear.samples).toHaveLength(ear.numbers.length * 320);
    // A peak of 8000 is -12.2 dBFS; levels of tones are those of their peaks or their power, 3 dB apart.
    expect(ear.levelDbfs(1000, 0.3)).toBeGreaterThan(-17);
    expect(ear.levelDbfs(1000, 0.3)).toBeLessThan(-11);
    expect(ear.levelDbfs(1500, 0.3)).toBeLessThan(-60);
  });

  test('is heard by its session, and does not hear itself', async () => {
    const { stream, ear } = await createStream();
    const heard: number[] = [];
    const tap = session.media.tap({ sampleRateHz: rate });
    const listening = (async () => {
      for await (const samples of tap) heard.push(...samples);
    })();
    client.socket.send(frameOf(stream, tone(700, 1)));
    await client.result('session.info');
    await pass(900);
    tap.close();
    await listening;
    const samples = Float64Array.from(heard.slice(0.3 * rate), (sample) => sample / 32_768);
    const level = toneLevelDbfs({ samples, sampleRateHz: rate }, 700);
    expect(level).toBeGreaterThan(-15);
    expect(level).toBeLessThan(-9);
    expect(ear.levelDbfs(700, 0.3)).toBeLessThan(-70);
  });

  test('hears another stream of its session, and neither hears itself', async () => {
    const [one, two] = [await createStream(), await createStream()];
    client.socket.send(frameOf(one.stream, tone(700, 1)));
    client.socket.send(frameOf(two.stream, tone(1100, 1)));
    await client.result('session.info');
    await pass(900);
    for (const [ear, heard, own] of [[one.ear, 1100, 700] as const, [two.ear, 700, 1100] as const]) {
      expect(ear.levelDbfs(heard, 0.3)).toBeGreaterThan(-15);
      expect(ear.levelDbfs(own, 0.3)).toBeLessThan(-60);
    }
    const { hearing } = await client.result('session.hearing', {});
    expect(hearing).toContainEqual({ endpoint_id: one.id, hears: [two.id] });
  });

  test('hears who is behind a bridge, and is heard there; bridges do not hear one another', async () => {
    const { stream, ear } = await createStream();
    const tones = [1100, 1500];
    const ears: Ear[] = [];
    for (const frequency of tones) {
      await using other = await Client.connect(rig.address);
      const target_session_id = await other.createSession();
      await other.result('endpoint.create_tone', { tone: 'sine', frequency });
      await client.result('session.bridge', { target_session_id });
      await other.close();
      await client.result('session.list');
      const there = rig.server.registry.find(target_session_id) as ControlSession;
      const tap = there.media.tap({ sampleRateHz: rate });
      const samples: number[] = [];
      ears.push(Object.assign(Object.create(Ear.prototype) as Ear, { samples }));
      void (async () => {
        for await (const piece of tap) samples.push(...piece);
      })();
    }
    client.socket.send(frameOf(stream, tone(700, 1.5)));
    await client.result('session.info');
    await pass(1200);
    for (const hz of tones) expect(ear.levelDbfs(hz, 0.5)).toBeGreaterThan(-18);
    expect(ear.levelDbfs(700, 0.5)).toBeLessThan(-60);
    for (const there of ears) expect(there.levelDbfs(700, 0.5)).toBeGreaterThan(-15);
    expect(ears[0]?.levelDbfs(1500, 0.5)).toBeLessThan(-60);
    expect(ears[1]?.levelDbfs(1100, 0.5)).toBeLessThan(-60);
  });

  test('tells when a mark is reached, and how far it is', async () => {
    const { id, stream } = await createStream();
    client.socket.send(frameOf(stream, tone(700, 0.5)));
    const marking = client.ask('endpoint.stream.mark', { endpoint_id: id, name: 'half' });
    client.socket.send(frameOf(stream, tone(700, 0.5)));
    expect(await client.next()).toEqual({ id: marking, result: {} });
    await pass(440);
    expect(client.takeAll()).toEqual([]);
    await pass(160);
    const { event, data } = await client.next();
    expect([event, data?.['name'], data?.['played']]).toEqual(['endpoint.stream.mark', 'half', true]);
    expect(data?.['position_ms']).toBeGreaterThanOrEqual(500);
    expect(data?.['position_ms']).toBeLessThan(620);
  });

  test('forgets what was not played when it is cleared, and says how much was', async () => {
    const { id, stream } = await createStream();
    client.socket.send(frameOf(stream, tone(700, 2)));
    await client.result('endpoint.stream.mark', { endpoint_id: id, name: 'end' });
    await pass(600);
    const clearing = client.ask('endpoint.stream.clear', { endpoint_id: id });
    await pass(100);
    const messages = [await client.next(), await client.next()];
    const { result } = messages.find((message) => message.id === clearing) ?? {};
    const played = result?.['played_ms'] as number;
    expect(played).toBeGreaterThan(540);
    expect(played).toBeLessThan(720);
    expect(played + (result?.['cleared_ms'] as number)).toBeCloseTo(2000, 0);
    expect(messages.find(({ event }) => event)?.data).toMatchObject({ name: 'end', played: false });
  });

  test('drops what finds no room, and says so once', async () => {
    const { id, stream } = await createStream({ buffer_ms: 200 });
    for (let count = 0; count < 10; count++) client.socket.send(frameOf(stream, tone(700, 0.1)));
    client.ask('session.info');
    const messages = [await client.next(), await client.next()];
    const overflows = messages.filter(({ event }) => event === 'endpoint.stream.overflow');
    expect(overflows).toEqual([{ event: 'endpoint.stream.overflow', data: { endpoint_id: id, dropped_ms: 100 } }]);
    await pass(20);
    expect(client.takeAll()).toEqual([]);
  });

  test('takes nothing from another connection, nor frames that are none', async () => {
    const { id, stream } = await createStream();
    await using stranger = await Client.connect(rig.address);
    stranger.socket.send(frameOf(stream, tone(700, 0.1)));
    await stranger.result('session.list');
    for (const bytes of [[], [1], [0, 0, 0, 0, 1, 1], [0, 0, 0, stream, 1]]) client.socket.send(Buffer.from(bytes));
    await client.result('session.info');
    await client.result('endpoint.stream.mark', { endpoint_id: id, name: 'nothing before' });
    await pass(60);
    expect((await client.next()).data).toMatchObject({ played: true, position_ms: 0 });
  });

  test('is told as what it is, and is gone when it is removed', async () => {
    const { id, ear } = await createStream({ sample_rate: 24_000, direction: 'recvonly' });
    const { endpoints } = await client.result('session.info');
    const row = { endpoint_id: id, endpoint_type: 'stream', direction: 'recvonly', state: 'connected' };
    expect(endpoints).toEqual([{ ...row, codec: 'L16/24000' }]);
    await client.result('endpoint.remove', { endpoint_id: id });
    await pass(100);
    const frames = ear.numbers.length;
    await pass(200);
    expect(ear.numbers).toHaveLength(frames);
    expect(await client.code('endpoint.stream.clear', { endpoint_id: id })).toBe('ENDPOINT_ERROR');
    expect(rig.engine.stats()).toMatchObject({ sessions: 1, endpoints: 0 });
  });
});
