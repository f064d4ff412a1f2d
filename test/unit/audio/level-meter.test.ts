import { expect, it } from 'vitest';
import { LevelMeter } from '../../../lib/audio/index.js';
import { sine } from './signals.js';

function measure(meter: LevelMeter, signal: Int16Array | Float32Array, frameSamples = 160): void {
  for (let at = 0; at < signal.length; at += frameSamples) meter.process(signal.subarray(at, at + frameSamples));
}

it.each([
  [32_767, -3.01, 0],
  [3277, -23.01, -20],
  [328, -43.01, -40],
])('shows a sine of amplitude %i as %f dBov RMS and %f dBov peak, as Int16 and Float32', (amplitude, rms, peak) => {
  const signal = sine(1000, 8000, 16_000, amplitude);
  for (const frames of [signal, Float32Array.from(signal, (sample) => sample / 32_768)]) {
    using meter = new LevelMeter({ sampleRateHz: 8000 });
    measure(meter, frames);
    expect(meter.rmsDbfs).toBeCloseTo(rms, 1);
    expect(meter.peakDbfs).toBeCloseTo(peak, 1);
  }
});

it('shows silence as -127, also before the first frame and after reset', () => {
  using meter = new LevelMeter({ sampleRateHz: 16_000 });
  expect([meter.rmsDbfs, meter.peakDbfs]).toEqual([-127, -127]);
  measure(meter, sine(440, 16_000, 16_000));
  expect(meter.rmsDbfs).toBeGreaterThan(-20);
  meter.reset();
  expect([meter.rmsDbfs, meter.peakDbfs]).toEqual([-127, -127]);
});

it('falls with 125 ms, and its peak 20 dB in 1.7 s', () => {
  using meter = new LevelMeter({ sampleRateHz: 8000 });
  measure(meter, sine(1000, 8000, 16_000, 32_767));
  const [rms, peak] = [meter.rmsDbfs, meter.peakDbfs];
  measure(meter, new Int16Array(1000));
  expect(rms - meter.rmsDbfs).toBeCloseTo(10 * Math.log10(Math.E), 1);
  measure(meter, new Int16Array(13_600 - 1000));
  expect(peak - meter.peakDbfs).toBeCloseTo(20, 0);
});

it('shows Float32 samples above full scale as above 0', () => {
  using meter = new LevelMeter({ sampleRateHz: 8000 });
  measure(meter, new Float32Array(8000).fill(10));
  expect(meter.rmsDbfs).toBeCloseTo(20, 1);
});

it('hears NaN and infinity as silence and counts them', () => {
  using meter = new LevelMeter({ sampleRateHz: 8000 });
  measure(meter, Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY));
  expect([meter.rmsDbfs, meter.peakDbfs, meter.nonFiniteSamples]).toEqual([-127, -127, 3]);
  measure(meter, Float32Array.of(3e38));
  expect(Number.isFinite(meter.rmsDbfs)).toBe(true);
});

it('shows the mean power of two channels and the peak of the louder, as slowly as in mono', () => {
  const left = sine(1000, 8000, 16_000, 3277);
  const stereo = new Int16Array(32_000).map((_, n) => (n % 2 === 0 ? (left[n / 2] ?? 0) : 0));
  for (const frames of [stereo, Float32Array.from(stereo, (sample) => sample / 32_768)]) {
    using meter = new LevelMeter({ sampleRateHz: 8000, channels: 2 });
    measure(meter, frames, 320);
    const [rms, peak] = [meter.rmsDbfs, meter.peakDbfs];
    expect(rms).toBeCloseTo(-23.01 - 3.01, 1);
    expect(peak).toBeCloseTo(-20, 1);
    measure(meter, new Int16Array(2000), 320);
    expect(rms - meter.rmsDbfs).toBeCloseTo(10 * Math.log10(Math.E), 1);
  }
});
