import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dominantFrequencyHz, toneLevelDbfs } from '../../phones/audio-analysis.js';
import { findProgram } from '../../phones/program.js';
import { callIn, LiveRig } from './live-rig.js';

const hasFfmpeg = findProgram('ffmpeg') !== undefined;
let rig: LiveRig;
let source: string;

/** Two seconds: 500 Hz, then 1500 Hz, as MP3 of ffmpeg's. */
function writeMp3(path: string): void {
  const tone = (hz: number): string[] => ['-f', 'lavfi', '-i', `sine=frequency=${hz}:duration=1:sample_rate=44100`];
  const join = ['-filter_complex', '[0][1]concat=n=2:v=0:a=1', '-ac', '2', '-b:a', '64k'];
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...tone(500), ...tone(1500), ...join, '-f', 'mp3', path]);
}

describe.skipIf(!hasFfmpeg)(`MP3 files${hasFfmpeg ? '' : ' (skipped: no ffmpeg here)'}`, () => {
  beforeAll(async () => {
    rig = await LiveRig.start();
    source = rig.path('media', 'two-tones.mp3');
    writeMp3(source);
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  test('are heard whole, and their end is told', async () => {
    const { client } = await rig.client();
    const { peer } = await callIn(client);
    const begin = peer.packets.length;
    const { endpoint_id } = await client.result('endpoint.create_with_file', { source });
    await sleep(700);
    expect(dominantFrequencyHz(peer.sound(peer.packets.length - 20))).toBeCloseTo(500, -1);
    await sleep(900);
    expect(dominantFrequencyHz(peer.sound(peer.packets.length - 20))).toBeCloseTo(1500, -1);
    expect(await client.next()).toEqual({
      event: 'endpoint.file.finished',
      data: { endpoint_id, reason: 'completed', error: null },
    });
    expect(peer.packets.length - begin).toBeGreaterThan(90);
    expect(peer.packets.length - begin).toBeLessThan(115);
  });

  test('are decoded once for all who share them', async () => {
    const [one, two] = [await rig.client(), await rig.client()];
    const [early, late] = [await callIn(one.client), await callIn(two.client)];
    const params = { source, shared: true };
    await one.client.result('endpoint.create_with_file', params);
    await sleep(1100);
    const from = late.peer.packets.length;
    const { endpoint_id } = await two.client.result('endpoint.create_with_file', { ...params, gain_db: -20 });
    expect(await two.client.code('endpoint.file.seek', { endpoint_id, position_ms: 0 })).toBe('ENDPOINT_ERROR');
    await sleep(600);
    // Who joins in the second tone has nothing of the first, and hears it by its own gain.
    const [loud, soft] = [early.peer.sound(early.peer.packets.length - 20), late.peer.sound(from + 5)];
    for (const sound of [loud, soft]) expect(dominantFrequencyHz(sound)).toBeCloseTo(1500, -1);
    expect(toneLevelDbfs(soft, 500)).toBeLessThan(toneLevelDbfs(soft, 1500) - 30);
    expect(toneLevelDbfs(loud, 1500) - toneLevelDbfs(soft, 1500)).toBeCloseTo(20, -0.5);
    for (const { client } of [one, two]) {
      const { data } = await client.next();
      expect(data).toMatchObject({ reason: 'completed', error: null });
    }
    // Played again it begins anew.
    const again = early.peer.packets.length;
    await one.client.result('endpoint.create_with_file', params);
    await sleep(500);
    expect(dominantFrequencyHz(early.peer.sound(again))).toBeCloseTo(500, -1);
    for (const { client } of [one, two]) await client.result('session.destroy');
  });

  test('are paused, sought in, begun in the middle and repeated', async () => {
    const { client } = await rig.client();
    const { peer } = await callIn(client);
    const { endpoint_id } = await client.result('endpoint.create_with_file', { source, start_ms: 1000, loop_count: 1 });
    await sleep(500);
    expect(dominantFrequencyHz(peer.sound(peer.packets.length - 15))).toBeCloseTo(1500, -1);
    await client.result('endpoint.file.seek', { endpoint_id, position_ms: 100 });
    await sleep(500);
    expect(dominantFrequencyHz(peer.sound(peer.packets.length - 15))).toBeCloseTo(500, -1);
    await client.result('endpoint.file.pause', { endpoint_id });
    expect((await client.next()).data).toMatchObject({ new_state: 'paused' });
    await sleep(100);
    const paused = peer.packets.length;
    await sleep(300);
    const { samples } = peer.sound(paused);
    expect(samples.every((sample) => Math.abs(sample) < 0.001)).toBe(true);
    await client.result('endpoint.file.resume', { endpoint_id });
    expect((await client.next()).data).toMatchObject({ new_state: 'playing' });
    expect((await client.next()).event).toBe('endpoint.file.finished');
  });
});
