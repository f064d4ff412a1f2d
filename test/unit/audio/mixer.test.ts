import { expect, it } from 'vitest';
import { Mixer } from '../../../lib/audio/index.js';
import { noise, sine } from './signals.js';

it('gives each speaker the others, and a listener all, exactly', () => {
  using mixer = new Mixer({ frameSamples: 160 });
  const frames = [1, 2, 3, 4, 5].map((seed) => noise(160, 6000, seed));
  const output = new Int16Array(160);
  const expected = (left: number) =>
    new Int16Array(160).map((_, n) => frames.reduce((sum, frame, i) => sum + (i === left ? 0 : (frame[n] ?? 0)), 0));
  for (let tick = 0; tick < 3; tick++) {
    mixer.clear();
    for (const [i, frame] of frames.entries()) expect(mixer.add(frame)).toBe(i + 1);
    for (const [i, frame] of frames.entries()) {
      mixer.sumWithout(frame, output);
      expect(output).toEqual(expected(i));
    }
    mixer.sum(output);
    expect(output).toEqual(expected(-1));
  }
});

it('passes a lone speaker bit for bit and gives it silence', () => {
  using mixer = new Mixer({ frameSamples: 480 });
  const frame = noise(480, 32_767);
  const output = new Int16Array(480);
  mixer.add(frame);
  mixer.sum(output);
  expect(output).toEqual(frame);
  mixer.sumWithout(frame, output);
  expect(output).toEqual(new Int16Array(480));
});

it('limits the result and never wraps, though what is taken out comes out whole', () => {
  using mixer = new Mixer({ frameSamples: 160 });
  const loud = sine(440, 8000, 160, 30_000);
  const quiet = noise(160, 100);
  const output = new Int16Array(160);
  for (let i = 0; i < 10; i++) mixer.add(loud);
  mixer.add(quiet);
  mixer.sum(output);
  const sum = (n: number) => 10 * (loud[n] ?? 0) + (quiet[n] ?? 0);
  expect(output).toEqual(output.map((_, n) => Math.max(-32_768, Math.min(32_767, sum(n)))));
});

it('holds 65 536 frames at full scale and says when it is full', () => {
  using mixer = new Mixer({ frameSamples: 1 });
  const least = Int16Array.of(-32_768);
  const output = new Int16Array(1);
  for (let i = 0; i < 65_536; i++) mixer.add(least);
  mixer.sum(output);
  expect(output[0]).toBe(-32_768);
  expect(() => mixer.add(least)).toThrow('Mixer.add: this Mixer can take no more.');
  mixer.clear();
  expect(mixer.add(least)).toBe(1);
});

it('takes frames of one length alone, and no output that is also the input', () => {
  using mixer = new Mixer({ frameSamples: 160 });
  const frame = new Int16Array(160);
  expect(() => mixer.add(new Int16Array(159))).toThrow(
    'Mixer.add: input must be an Int16Array of exactly 160 samples, but is an Int16Array of 159.',
  );
  expect(() => mixer.sumWithout(frame, new Int16Array(161))).toThrow('Mixer.sumWithout: output must be an Int16Array');
  expect(() => mixer.sumWithout(frame, frame)).toThrow('Mixer.sumWithout: own and output share memory.');
  mixer.configure({ frameSamples: 320 });
  expect(mixer.frameSamples).toBe(320);
  expect(mixer.add(new Int16Array(320))).toBe(1);
});
