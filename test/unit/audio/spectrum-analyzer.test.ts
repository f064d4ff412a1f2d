import { expect, it } from 'vitest';
import { SpectrumAnalyzer } from '../../../lib/audio/index.js';
import { noise, sine } from './signals.js';

function spectra(analyzer: SpectrumAnalyzer, signal: Int16Array | Float32Array): Float32Array {
  const out = new Float32Array(analyzer.spectraFor(signal.length) * analyzer.bins);
  expect(analyzer.process(signal, out) * analyzer.bins).toBe(out.length);
  return out;
}

it('equals the definition on noise', () => {
  const [window, hop] = [64, 48] as const;
  const signal = noise(160);
  using analyzer = new SpectrumAnalyzer({ windowSamples: window, hopSamples: hop });
  const got = spectra(analyzer, signal);
  expect(got.length).toBe(3 * 33);
  for (let at = 0; at < 3; at++) {
    for (let k = 1; k < 32; k++) {
      let [re, im] = [0, 0];
      for (let n = 0; n < window; n++) {
        const sample = ((signal[at * hop + n] ?? 0) / 32_768) * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / window));
        re += sample * Math.cos((2 * Math.PI * k * n) / window);
        im += sample * Math.sin((2 * Math.PI * k * n) / window);
      }
      const power = (2 * (re * re + im * im)) / (window / 2) ** 2;
      expect(got[at * 33 + k]).toBeCloseTo(10 * Math.log10(power), 2);
    }
  }
});

it('shows both tones of a mixture where they are', () => {
  const [low, high] = [sine(500, 16_000, 1024, 16_384), sine(3000, 16_000, 1024, 1638)];
  using analyzer = new SpectrumAnalyzer({ windowSamples: 1024 });
  const got = spectra(
    analyzer,
    Float32Array.from(low, (sample, n) => (sample + (high[n] ?? 0)) / 32_768),
  );
  expect(analyzer.bins).toBe(513);
  expect(got[32]).toBeCloseTo(-9.03, 1);
  expect(got[192]).toBeCloseTo(-29.03, 1);
  expect(Math.max(...got.subarray(40, 180), ...got.subarray(200))).toBeLessThan(-85);
});

it('wants room for what it will give, and no more', () => {
  using analyzer = new SpectrumAnalyzer({ windowSamples: 64, hopSamples: 16 });
  expect(analyzer.process(new Int16Array(63), new Float32Array(1))).toBe(0);
  expect(analyzer.spectraFor(17)).toBe(2);
  const frame = new Float32Array(17);
  expect(() => analyzer.process(frame, new Float32Array(65))).toThrow(/output must be a Float32Array of at least 66 s/);
  expect(() => analyzer.process(frame, new Float32Array(frame.buffer))).toThrow(/at least 66/);
  expect(analyzer.process(frame, new Float32Array(66))).toBe(2);
  const shared = new Float32Array(100);
  expect(() => analyzer.process(shared.subarray(0, 16), shared)).toThrow(/share memory/);
});

it('hears NaN and infinity as silence and counts them', () => {
  using analyzer = new SpectrumAnalyzer({ windowSamples: 64 });
  const got = spectra(analyzer, new Float32Array(64).fill(Number.NaN));
  expect([...new Set(got)]).toEqual([-127]);
  expect(analyzer.nonFiniteSamples).toBe(64);
  analyzer.reset();
  expect(analyzer.nonFiniteSamples).toBe(0);
});
