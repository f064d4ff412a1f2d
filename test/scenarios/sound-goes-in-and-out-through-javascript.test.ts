import { expect, test } from 'vitest';
import { AudioStream, type AudioTap } from '../../lib/media/index.js';
import { dominantFrequencyHz, toneLevelDbfs } from '../phones/audio-analysis.js';
import { excerpt, tone } from '../phones/signals.js';
import type { Sound } from '../phones/wav.js';
import { toneVoice } from './stage/phone.js';
import { nextTurn, Stage } from './stage/stage.js';

/** `seconds` of 600 Hz at -20 dBFS. */
function samplesOf(seconds: number, sampleRateHz: number): Int16Array {
  return Int16Array.from(tone(600, -20, seconds, sampleRateHz).samples, (sample) => Math.round(sample * 32_767));
}

/** Reads a tap until it ends. */
async function readAll(tap: AudioTap, frames: Int16Array[]): Promise<void> {
  for await (const frame of tap) frames.push(frame);
}

function soundOf(frames: readonly Int16Array[], sampleRateHz: number): Sound {
  const samples = Float64Array.from(frames.flatMap((frame) => [...frame].map((sample) => sample / 32_768)));
  return { samples, sampleRateHz };
}

test('a stream is heard as it was written, and tells how far it came', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone, endpoint] = stage.connect(session, { address: '203.0.113.1:4000' });
  const stream = new AudioStream({ sampleRateHz: 16_000 });
  const told: string[] = [];
  stream.events.on('mark', ({ name, played }) => told.push(`${name} ${played}`));
  stream.write(samplesOf(0.5, 16_000)); // waits for its player
  stream.mark('half');
  const playback = endpoint.play({ kind: 'stream', stream });
  stream.write(samplesOf(0.5, 16_000));
  stream.mark('end');
  stream.end();
  await stage.run(480);
  expect(told).toEqual([]);
  await stage.run(60);
  expect(told).toEqual(['half true']);
  expect(Math.abs(stream.playedMs - 540)).toBeLessThanOrEqual(20);
  await stage.run(700);
  expect(told).toEqual(['half true', 'end true']);
  expect(await playback.finished).toMatchObject({ reason: 'finished', playedMs: 1_000 });
  expect(stream.closed).toBe(true);
  expect(stream.playedMs).toBe(1_000);
  const heard = excerpt(phone.heard(), 0.2, 0.7);
  expect(dominantFrequencyHz(heard)).toBeCloseTo(600, 0);
  expect(toneLevelDbfs(heard, 600)).toBeCloseTo(-20, 0);
});

test('clearing silences it within two ticks and says what was played to the sample', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone] = stage.connect(session, { address: '203.0.113.1:4000' });
  const stream = new AudioStream({ sampleRateHz: 8_000 });
  const source = session.createSource({ kind: 'stream', stream });
  const told: unknown[] = [];
  stream.events.on('mark', (mark) => told.push(mark));
  stream.events.on('cleared', (cleared) => told.push(cleared));
  stream.write(samplesOf(5, 8_000));
  stream.mark('never');
  await stage.run(1_000);
  stream.clear();
  await stage.run(40);
  expect(told).toHaveLength(2);
  expect(told[0]).toEqual({ name: 'never', played: false });
  const cleared = told[1] as { playedMs: number; clearedMs: number };
  expect(cleared.playedMs + cleared.clearedMs).toBe(5_000);
  expect(Math.abs(cleared.playedMs - 1_000)).toBeLessThanOrEqual(20);
  // What is said to have been played is what was heard.
  await stage.run(500);
  const loud = phone.heard().samples.filter((sample) => Math.abs(sample) > 0.01).length;
  const whole = samplesOf(5, 8_000).filter((sample) => Math.abs(sample) > 0.01 * 32_768).length;
  expect(Math.abs((loud / whole) * 5_000 - cleared.playedMs)).toBeLessThan(25);
  stream.write(samplesOf(0.2, 8_000));
  stream.mark('after');
  stream.end();
  await stage.run(500);
  expect(told[2]).toEqual({ name: 'after', played: true });
  expect((await source.finished).reason).toBe('finished');
});

test('a full stream takes nothing, and says when there is room', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  stage.connect(session, { address: '203.0.113.1:4000' });
  const stream = new AudioStream({ sampleRateHz: 8_000, bufferMs: 1_000 });
  session.createSource({ kind: 'stream', stream });
  expect(stream.write(samplesOf(1, 8_000))).toBe(true);
  expect(stream.write(samplesOf(0.1, 8_000))).toBe(false);
  let roomy = false;
  void stream.room().then(() => {
    roomy = true;
  });
  await stage.run(400);
  expect(roomy).toBe(false);
  await stage.run(200);
  expect(roomy).toBe(true);
  expect(stream.write(samplesOf(0.1, 8_000))).toBe(true);
  expect(() => stream.write(samplesOf(2, 8_000))).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  await expect(stream.room(AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
  session.close();
  await stage.run(40);
  expect(stream.closed).toBe(true);
  expect(() => stream.write(samplesOf(0.1, 8_000))).toThrow(expect.objectContaining({ code: 'CLOSED' }));
});

test('a stream is played once', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const stream = new AudioStream({ sampleRateHz: 8_000 });
  session.createSource({ kind: 'stream', stream });
  expect(() => session.createSource({ kind: 'stream', stream })).toThrow(
    expect.objectContaining({ code: 'INVALID_STATE' }),
  );
});

test('taps hear what an endpoint says, what it hears, and everyone', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [, endpoint] = stage.connect(session, { address: '203.0.113.1:4000', voice: toneVoice(500, -20) });
  stage.connect(session, { address: '203.0.113.2:4000', voice: toneVoice(1_100, -26) });
  const taps = [endpoint.tap(), endpoint.tap({ what: 'heard', sampleRateHz: 24_000 }), session.tap()];
  const read = taps.map((): Int16Array[] => []);
  const done = taps.map((tap, index) => readAll(tap, read[index] as Int16Array[]));
  await stage.run(1_500);
  const [said, heard, all] = taps.map((tap, i) => soundOf((read[i] as Int16Array[]).slice(10), tap.sampleRateHz)) as [
    Sound,
    Sound,
    Sound,
  ];
  expect(read[0]?.length).toBeGreaterThanOrEqual(72);
  expect(read[1]?.[0]?.length).toBe(480);
  expect(dominantFrequencyHz(said)).toBeCloseTo(500, 0);
  expect(toneLevelDbfs(said, 500)).toBeCloseTo(-20, 0);
  expect(toneLevelDbfs(said, 1_100)).toBeLessThan(-60);
  expect(dominantFrequencyHz(heard)).toBeCloseTo(1_100, 0);
  expect(toneLevelDbfs(all, 500)).toBeCloseTo(-20, 0);
  expect(toneLevelDbfs(all, 1_100)).toBeCloseTo(-26, 0);
  session.close();
  await stage.run(60);
  await Promise.all(done);
});

test('who does not read loses what is beyond two seconds, and is told', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [, endpoint] = stage.connect(session, { address: '203.0.113.1:4000', voice: toneVoice(500, -20) });
  const tap = endpoint.tap({ sampleRateHz: 8_000 });
  await stage.run(4_000);
  expect(tap.droppedMs).toBeGreaterThan(1_800);
  expect(tap.droppedMs).toBeLessThan(2_100);
  const frames: Int16Array[] = [];
  for await (const frame of tap) if (frames.push(frame) === 50) break;
  expect(frames).toHaveLength(50);
  await stage.run(100);
  await nextTurn();
  expect(tap.droppedMs).toBeLessThan(2_100);
});
