import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toneLevelDbfs } from '../phones/audio-analysis.js';
import { excerpt } from '../phones/signals.js';
import { Caller } from './stage/caller.js';
import { Stage } from './stage/stage.js';

const LEVEL_DBFS = -20;
const LOW_HZ = 700;
const HIGH_HZ = 5_600;

test('two parties on G.722 hear each other, above 4 kHz too, and not themselves', async () => {
  await using stage = new Stage();
  const room = stage.engine.createSession();
  const [low, high] = [new Caller(stage, room, 'G722'), new Caller(stage, room, 'G722')];
  low.sayTone(LOW_HZ, LEVEL_DBFS, 16_000);
  high.sayTone(HIGH_HZ, LEVEL_DBFS, 16_000);
  await stage.run(1_000);
  low.listen(join(stage.folder, 'low.wav'));
  high.listen(join(stage.folder, 'high.wav'));
  await stage.run(2_500);

  const [heardByLow, heardByHigh] = [await low.heard(stage), await high.heard(stage)];
  expect(heardByLow.sampleRateHz).toBe(16_000);
  const [atLow, atHigh] = [excerpt(heardByLow, 0.4, 2), excerpt(heardByHigh, 0.4, 2)];
  expect(Math.abs(toneLevelDbfs(atLow, HIGH_HZ) - LEVEL_DBFS)).toBeLessThan(1);
  expect(Math.abs(toneLevelDbfs(atHigh, LOW_HZ) - LEVEL_DBFS)).toBeLessThan(1);
  // A tone at any other frequency would be missing in its place.
  for (const off of [100, -100]) {
    expect(toneLevelDbfs(atLow, HIGH_HZ + off)).toBeLessThan(LEVEL_DBFS - 25);
    expect(toneLevelDbfs(atHigh, LOW_HZ + off)).toBeLessThan(LEVEL_DBFS - 25);
  }
  expect(toneLevelDbfs(atLow, LOW_HZ)).toBeLessThan(LEVEL_DBFS - 30);
  expect(toneLevelDbfs(atHigh, HIGH_HZ)).toBeLessThan(LEVEL_DBFS - 30);
}, 60_000);

test('a G.722 packet of 20 ms has 160 octets and moves the timestamp by 160', async () => {
  await using stage = new Stage();
  const room = stage.engine.createSession();
  const caller = new Caller(stage, room, 'G722');
  caller.sayTone(LOW_HZ, LEVEL_DBFS, 16_000);
  const [phone] = stage.connect(
    room,
    { address: '203.0.113.1:4000', payloadType: 9 },
    { codec: { name: 'G722', payloadType: 9 } },
  );
  await stage.run(1_000);
  const arrivals = phone.audio();
  expect(arrivals.length).toBeGreaterThan(40);
  for (const [i, { rtp }] of arrivals.entries()) {
    expect(rtp.payload.length).toBe(160);
    const before = arrivals[i - 1]?.rtp;
    if (before) expect((rtp.timestamp - before.timestamp) >>> 0).toBe(160);
  }
});

test('parties on G.722, PCMU and Opus hear one another in one room', async () => {
  await using stage = new Stage();
  const room = stage.engine.createSession();
  const callers = (['G722', 'PCMU', 'opus'] as const).map((codec) => new Caller(stage, room, codec));
  const frequencyOf = (i: number): number => 600 + 500 * i;
  for (const [i, caller] of callers.entries()) caller.sayTone(frequencyOf(i), LEVEL_DBFS);
  await stage.run(1_000);
  for (const [i, caller] of callers.entries()) caller.listen(join(stage.folder, `${i}.wav`));
  await stage.run(2_500);
  for (const [i, caller] of callers.entries()) {
    const heard = excerpt(await caller.heard(stage), 0.4, 2);
    for (const j of callers.keys()) {
      const level = toneLevelDbfs(heard, frequencyOf(j));
      if (i === j) expect(level, `${i} hears itself`).toBeLessThan(LEVEL_DBFS - 30);
      else expect(Math.abs(level - LEVEL_DBFS), `${i} hears ${j} at ${level.toFixed(1)}`).toBeLessThan(3);
    }
  }
}, 60_000);
