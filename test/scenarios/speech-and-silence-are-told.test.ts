import { expect, test } from 'vitest';
import { noise, sequence } from '../phones/signals.js';
import type { Sound } from '../phones/wav.js';
import { soundVoice, toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

/** Noise that swells and fades four times a second, as syllables do. */
function babble(seconds: number): Sound {
  const sound = noise(-18, seconds, 21);
  const swell = (i: number): number => 0.15 + 0.85 * Math.sin((Math.PI * 4 * i) / 8_000) ** 2;
  return { ...sound, samples: sound.samples.map((sample, i) => sample * swell(i)) };
}

test('speech is told to start and to end, once each, in order and in time', async () => {
  await using stage = new Stage();
  const hiss = noise(-62, 2, 5);
  const voice = soundVoice(sequence(hiss, babble(1.5), hiss, babble(1), hiss));
  const [, endpoint] = stage.connect(stage.engine.createSession(), { address: '203.0.113.1:4000', voice });
  const told: { what: string; atMs: number; durationMs?: number }[] = [];
  const start = stage.engine.nowMs;
  const now = (): number => stage.engine.nowMs - start;
  endpoint.events.on('mediaStarted', () => told.push({ what: 'media', atMs: now() }));
  endpoint.events.on('speechStarted', () => told.push({ what: 'start', atMs: now() }));
  endpoint.events.on('speechEnded', ({ durationMs }) => told.push({ what: 'end', atMs: now(), durationMs }));
  await stage.run(9_000);

  expect(told.map(({ what }) => what)).toEqual(['media', 'start', 'end', 'start', 'end']);
  for (const [i, expected] of [2_000, 3_500, 5_500, 6_500].entries()) {
    const late = (told[i + 1]?.atMs ?? 0) - expected;
    expect(late, told[i + 1]?.what).toBeGreaterThan(0);
    expect(late, told[i + 1]?.what).toBeLessThan(i % 2 === 0 ? 300 : 700);
  }
  expect(Math.abs((told[2]?.durationMs ?? 0) - 1_700)).toBeLessThan(350);
});

test('media that stops is told once, and again after it came back', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = stage.connect(
    stage.engine.createSession(),
    { address: '203.0.113.1:4000', voice: toneVoice(500, -20) },
    { mediaTimeoutMs: 1_000 },
  );
  const silent: number[] = [];
  endpoint.events.on('mediaTimeout', ({ silentMs }) => silent.push(silentMs));
  await stage.run(2_000);
  expect(silent).toEqual([]);
  phone.voice = null;
  await stage.run(3_000);
  expect(silent).toHaveLength(1);
  expect(silent[0]).toBeGreaterThanOrEqual(1_000);
  expect(silent[0]).toBeLessThan(1_040);
  phone.voice = toneVoice(500, -20);
  await stage.run(500);
  phone.voice = null;
  await stage.run(3_000);
  expect(silent).toHaveLength(2);
});

test('media that never comes is told as well', async () => {
  await using stage = new Stage();
  const [, endpoint] = stage.connect(
    stage.engine.createSession(),
    { address: '203.0.113.1:4000' },
    { mediaTimeoutMs: 500 },
  );
  let timeouts = 0;
  endpoint.events.on('mediaTimeout', () => timeouts++);
  await stage.run(2_000);
  expect(timeouts).toBe(1);
});
