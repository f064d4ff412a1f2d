import { describe, expect, it } from 'vitest';
import { Resampler, type ResamplerRateHz, resamplerRatesHz } from '../../../lib/audio/index.js';
import { amplitudeAt, distortionDb, noise, sine } from './signals.js';

const pairs = resamplerRatesHz.flatMap((from) => resamplerRatesHz.map((to) => [from, to] as const));

function resampled(input: Int16Array, from: ResamplerRateHz, to: ResamplerRateHz, chunk: number): Int16Array {
  using resampler = new Resampler({ inputRateHz: from, outputRateHz: to });
  const output = new Int16Array(resampler.outputSamples(input.length) + input.length);
  let written = 0;
  for (let at = 0; at < input.length; at += chunk) {
    written += resampler.process(input.subarray(at, at + chunk), output.subarray(written));
  }
  return output.subarray(0, written);
}

describe('Resampler', () => {
  it.each(pairs)('keeps a tone of 1 kHz from %i to %i Hz', (from, to) => {
    const output = resampled(sine(1000, from, from), from, to, from / 50);
    expect(Math.abs(output.length - to)).toBeLessThanOrEqual(1);
    const steady = output.subarray(-to / 25); // 40 periods of 1 kHz, whole at every rate
    expect(amplitudeAt(steady, 1000, to) / 10_000).toBeCloseTo(1, 2);
    expect(distortionDb(steady, 1000, to)).toBeLessThan(-75);
  });

  it('lets nothing through that the lower rate cannot hold', () => {
    const output = resampled(sine(6000, 48_000, 48_000), 48_000, 8000, 960);
    const loudest = Math.max(...output.subarray(400).map(Math.abs));
    expect(loudest).toBeLessThanOrEqual(1);
  });

  it.each([
    [8000, 16_000],
    [44_100, 8000],
    [11_025, 48_000],
  ] as const)('gives the same from %i to %i Hz in any pieces', (from, to) => {
    const input = noise(from);
    const whole = resampled(input, from, to, input.length);
    for (const chunk of [1, 37, 441]) expect(resampled(input, from, to, chunk)).toEqual(whole.subarray(0, from * 9));
  });

  it('is late by exactly latencySamples', () => {
    for (const quality of [0, 3, 5, 10]) {
      using resampler = new Resampler({ inputRateHz: 8000, outputRateHz: 16_000, quality });
      const impulse = new Int16Array(800);
      impulse[100] = 20_000;
      const output = new Int16Array(1600);
      resampler.process(impulse, output);
      const at = output.indexOf(Math.max(...output));
      expect(at - 200).toBe(resampler.latencySamples);
    }
  });

  it('begins anew after reset and configure', () => {
    using resampler = new Resampler({ inputRateHz: 8000, outputRateHz: 16_000 });
    const [first, again, anew] = [new Int16Array(320), new Int16Array(320), new Int16Array(960)];
    resampler.process(noise(160), first);
    resampler.reset();
    resampler.process(noise(160), again);
    expect(again).toEqual(first);
    resampler.configure({ inputRateHz: 8000, outputRateHz: 48_000, quality: 3 });
    expect(resampler.process(noise(160), anew)).toBe(960);
    expect(resampler.latencySamples).toBeGreaterThan(0);
  });

  it('takes Float32 without rounding or limiting, and both kinds in one stream', () => {
    using resampler = new Resampler({ inputRateHz: 16_000, outputRateHz: 48_000 });
    const loud = Float32Array.from(sine(1000, 16_000, 16_000, 30_000), (sample) => (sample / 32_768) * 2);
    const output = new Float32Array(48_000);
    resampler.process(loud, output);
    expect(amplitudeAt(output.subarray(24_000, 28_800), 1000, 48_000)).toBeCloseTo((30_000 / 32_768) * 2, 3);
    const mixed = new Int16Array(48_000);
    resampler.process(sine(1000, 16_000, 16_000), mixed);
    expect(amplitudeAt(mixed.subarray(24_000, 28_800), 1000, 48_000)).toBeCloseTo(10_000, -2);
  });

  it('hears NaN and infinity as silence and counts them', () => {
    using resampler = new Resampler({ inputRateHz: 8000, outputRateHz: 16_000 });
    const input = new Float32Array(160).fill(0.25);
    input.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38], 80);
    const output = new Float32Array(320);
    resampler.process(input, output);
    resampler.process(new Float32Array(160), output);
    expect(output.every(Number.isFinite)).toBe(true);
    expect(resampler.nonFiniteSamples).toBe(3);
    resampler.reset();
    expect(resampler.nonFiniteSamples).toBe(0);
  });

  it('says how long the output must be, and refuses one that shares memory with the input', () => {
    using resampler = new Resampler({ inputRateHz: 8000, outputRateHz: 48_000 });
    const frame = new Int16Array(960);
    expect(() => resampler.process(frame.subarray(0, 160), new Int16Array(959))).toThrow(
      'Resampler.process: output must be an Int16Array of at least 960 samples, but is an Int16Array of 959.',
    );
    expect(() => resampler.process(frame.subarray(0, 160), frame)).toThrow('input and output share memory');
    expect(() => resampler.process(new Float32Array(160), frame as never)).toThrow(
      'output must be a Float32Array of at least 960 samples, but is an Int16Array of 960.',
    );
  });
});
