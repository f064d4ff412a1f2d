import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientSession, ControlClient, type HeardAudio } from '../../../../lib/control/client/index.js';
import type { ControlSession } from '../../../../lib/control/index.js';
import { toneLevelDbfs } from '../../../phones/audio-analysis.js';
import { LooseWire } from '../../../phones/loose-wire.js';
import { eventually, Rig } from '../rig.js';

const rate = 16_000;

/** A tone of -10 dBFS as 16-bit samples. */
function tone(frequencyHz: number, seconds: number): Int16Array {
  const amplitude = 32_768 * 10 ** (-10 / 20);
  const sample = (_: unknown, n: number): number => amplitude * Math.sin((2 * Math.PI * frequencyHz * n) / rate);
  return Int16Array.from({ length: seconds * rate }, sample);
}

function levelDbfs(samples: readonly number[], frequencyHz: number): number {
  return toneLevelDbfs({ samples: Float64Array.from(samples, (x) => x / 32_768), sampleRateHz: rate }, frequencyHz);
}

describe('a stream of the client', () => {
  let rig: Rig;
  let wire: LooseWire;
  let client: ControlClient;
  let session: ClientSession;

  beforeEach(async () => {
    rig = await Rig.start();
    wire = await LooseWire.to(rig.address.port);
    client = await ControlClient.connect(`ws://127.0.0.1:${wire.port}`);
    session = await client.createSession();
  });
  afterEach(async () => {
    await client.close();
    await wire[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
  });

  /** Lets media time pass, and what it made arrive. */
  async function pass(ms: number): Promise<void> {
    await rig.engine.run(ms);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  it('hears its session, frame by frame', async () => {
    const stream = await session.createStream({ direction: 'recvonly', sampleRateHz: rate });
    const heard: number[] = [];
    const iterated: HeardAudio[] = [];
    stream.on('audio', ({ samples }) => heard.push(...samples));
    const iterating = (async () => {
      for await (const audio of stream.heard()) iterated.push(audio);
    })();
    await session.request('endpoint.create_tone', { tone: 'sine', frequency: 1000 });
    await pass(1000);
    const { endpoints } = await session.request('session.info');
    expect(endpoints.map(({ codec }) => codec)).toContain('L16/16000');
    expect(levelDbfs(heard.slice(0.3 * rate), 1000)).toBeGreaterThan(-17);
    expect(levelDbfs(heard.slice(0.3 * rate), 1500)).toBeLessThan(-60);
    await stream.remove();
    await iterating;
    expect(iterated.flatMap(({ samples }) => [...samples])).toEqual(heard);
    expect(new Set(iterated.map(({ samples, missedFrames }) => `${samples.length} ${missedFrames}`))).toEqual(
      new Set(['320 0']),
    );
    expect((await session.request('session.info')).endpoints).toHaveLength(1);
  });

  it('is heard, and tells when what was written until then has been played', async () => {
    const stream = await session.createStream();
    const heard: number[] = [];
    const media = (rig.server.registry.find(session.id) as ControlSession).media;
    const tap = media.tap({ sampleRateHz: rate });
    const listening = (async () => {
      for await (const samples of tap) heard.push(...samples);
    })();
    expect(stream.write(tone(700, 0.5))).toBe(true);
    const half = stream.playedUntilHere();
    expect(stream.write(tone(1900, 0.5))).toBe(true);
    const whole = stream.playedUntilHere();
    await session.request('session.info');
    await pass(700);
    const { played, positionMs } = await half;
    expect(played).toBe(true);
    expect(positionMs).toBeGreaterThanOrEqual(500);
    expect(positionMs).toBeLessThan(620);
    await pass(500);
    expect((await whole).positionMs).toBeGreaterThanOrEqual(1000);
    tap.close();
    await listening;
    const begin = heard.findIndex((sample) => Math.abs(sample) > 1000);
    const excerpt = (from: number, to: number): number[] => heard.slice(begin + from * rate, begin + to * rate);
    expect(Math.abs(levelDbfs(excerpt(0.1, 0.4), 700) + 10)).toBeLessThan(1);
    expect(Math.abs(levelDbfs(excerpt(0.6, 0.9), 1900) + 10)).toBeLessThan(1);
    expect(levelDbfs(excerpt(0.6, 0.9), 700)).toBeLessThan(-50);
  });

  it('forgets what waits, and says how much was played', async () => {
    const stream = await session.createStream();
    stream.write(tone(700, 2));
    const waiting = stream.playedUntilHere();
    await session.request('session.info');
    await pass(600);
    const clearing = stream.clear();
    await pass(100);
    const { playedMs, clearedMs } = await clearing;
    expect(playedMs + clearedMs).toBeCloseTo(2000, 0);
    expect(clearedMs).toBeGreaterThan(1000);
    expect(await waiting).toMatchObject({ played: false });
  });

  it('leaves out parameters that have defaults', async () => {
    const stream = await session.createStream();
    const { hearing } = await session.request('session.hearing');
    expect(hearing).toEqual([{ endpoint_id: stream.endpointId, hears: [] }]);
    await session.request('stats.subscribe');
    // @ts-expect-error The compiler asks for those that have none.
    await expect(session.request('endpoint.remove')).rejects.toThrow('endpoint_id: must be a string, but is missing');
  });

  it('is told when it sends more than there is room for', async () => {
    const stream = await session.createStream({ bufferMs: 200 });
    const overflows: number[] = [];
    stream.on('overflow', ({ droppedMs }) => overflows.push(droppedMs));
    for (let count = 0; count < 10; count++) stream.write(tone(700, 0.1));
    await session.request('session.info');
    await eventually(() => overflows.length > 0);
    expect(overflows).toEqual([100]);
  });

  it('goes on after a loss, and counts what it missed', async () => {
    const stream = await session.createStream();
    const missed: number[] = [];
    stream.on('audio', ({ missedFrames }) => missed.push(missedFrames));
    await pass(200);
    const back = new Promise((resolve) => client.on('back', resolve));
    const lost = new Promise((resolve) => client.on('lost', resolve));
    wire.cut();
    await lost;
    expect(stream.write(tone(700, 0.1))).toBe(false);
    await pass(400);
    wire.mend();
    await back;
    await pass(200);
    expect(Math.max(...missed)).toBeGreaterThanOrEqual(18);
    expect(Math.max(...missed)).toBeLessThanOrEqual(22);
    expect(missed.filter((count) => count > 0)).toHaveLength(1);
    stream.write(tone(700, 0.1));
    const playing = stream.playedUntilHere();
    await session.request('session.info');
    await pass(300);
    expect(await playing).toMatchObject({ played: true });
  });

  it('outlasts a message that was too large, which is told as such', async () => {
    const stream = await session.createStream();
    const sdp = 'x'.repeat(300 * 1024);
    await expect(session.request('endpoint.create_from_offer', { sdp })).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      message: expect.stringContaining('ws_max_message_size_kb'),
    });
    const { endpoints } = await session.request('session.info');
    expect(endpoints.map(({ endpoint_id }) => endpoint_id)).toEqual([stream.endpointId]);
  });

  it('ends with its session, and with it who waits', async () => {
    const stream = await session.createStream();
    stream.write(tone(700, 1));
    const aborting = stream.playedUntilHere({ signal: AbortSignal.timeout(20) });
    await expect(aborting).rejects.toMatchObject({ code: 'ABORTED' });
    const waiting = stream.playedUntilHere();
    const refused = expect(waiting).rejects.toMatchObject({ code: 'CLOSED' });
    await session.destroy();
    await refused;
    expect(stream.closed).toBe(true);
    expect(stream.write(tone(700, 0.1))).toBe(false);
    await expect(stream.playedUntilHere()).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(stream.clear()).rejects.toMatchObject({ code: 'CLOSED' });
    for await (const _ of stream.heard()) throw new Error('a closed stream heard something');
  });
});
