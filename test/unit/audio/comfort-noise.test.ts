import { expect, it } from 'vitest';
import { ComfortNoiseAnalyzer, ComfortNoiseGenerator } from '../../../lib/audio/index.js';
import { noise } from './signals.js';

const levelDbov = (signal: Int16Array): number =>
  10 * Math.log10(signal.reduce((sum, sample) => sum + sample * sample, 0) / signal.length / 32_768 ** 2);

/** Correlation of neighbouring samples: near 1 for a rumble, near -1 for a hiss. */
function neighbours(signal: Int16Array): number {
  let [product, power] = [0, 0];
  for (let n = 1; n < signal.length; n++) {
    product += (signal[n] ?? 0) * (signal[n - 1] ?? 0);
    power += (signal[n] ?? 0) ** 2;
  }
  return product / power;
}

function made(payload: Uint8Array, samples = 16_000): Int16Array {
  using generator = new ComfortNoiseGenerator({ sampleRateHz: 8000 });
  generator.describe(payload);
  const output = new Int16Array(samples);
  generator.process(output);
  return output;
}

it.each([30, 50, 70])('makes white noise of -%i dBov', (level) => {
  const output = made(Uint8Array.of(level));
  expect(Math.abs(levelDbov(output) + level)).toBeLessThan(1);
  expect(Math.abs(neighbours(output))).toBeLessThan(0.05);
});

it('makes again what it has heard: level and colour', () => {
  const white = noise(16_000, 3000);
  const rumble = new Int16Array(16_000);
  for (let n = 1; n < rumble.length; n++) rumble[n] = 0.8 * (rumble[n - 1] ?? 0) + 0.2 * (white[n] ?? 0);
  using analyzer = new ComfortNoiseAnalyzer();
  for (let at = 0; at < rumble.length; at += 160) analyzer.process(rumble.subarray(at, at + 160));
  const payload = new Uint8Array(analyzer.payloadBytes);
  expect(analyzer.write(payload)).toBe(11);
  const output = made(payload);
  expect(Math.abs(levelDbov(output) - levelDbov(rumble))).toBeLessThan(1.5);
  expect(Math.abs(neighbours(output) - neighbours(rumble))).toBeLessThan(0.1);
  expect(neighbours(rumble)).toBeGreaterThan(0.6);
});

it('is silent before a description and makes the same noise for the same seed', () => {
  using generator = new ComfortNoiseGenerator({ sampleRateHz: 8000 });
  const output = new Int16Array(160).fill(1);
  generator.process(output);
  expect(output).toEqual(new Int16Array(160));
  expect(made(Uint8Array.of(40))).toEqual(made(Uint8Array.of(40)));
});

it('refuses a level that cannot be and goes on as before; cuts what is too long', () => {
  using generator = new ComfortNoiseGenerator({ sampleRateHz: 8000 });
  expect(() => generator.describe(Uint8Array.of(128))).toThrow(
    'ComfortNoiseGenerator.describe: payload is not in its format.',
  );
  const output = new Int16Array(8000);
  generator.describe(new Uint8Array(100).fill(255).fill(40, 0, 1));
  generator.process(output);
  expect(Math.max(...output.map(Math.abs))).toBeGreaterThan(0);
  using analyzer = new ComfortNoiseAnalyzer({ order: 12 });
  expect(() => analyzer.write(new Uint8Array(12))).toThrow('output must be a Uint8Array of at least 13 bytes');
  expect(() => analyzer.process(new Int16Array(5761))).toThrow('frame must be an Int16Array of 1 to 5760 samples');
});
