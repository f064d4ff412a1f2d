import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LoudnessMeter } from '../../../lib/audio/index.js';
import { noise, sine } from './signals.js';

const speech = join(
  process.env['OSSICLE_VECTORS'] ?? join(import.meta.dirname, '../../../../shared/vectors'),
  'speech-noise/itu-p501/P501_D_EN_fm_SWB_48k.pcm',
);
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

interface Loudness {
  readonly integrated: number;
  readonly range: number;
  readonly peak: number;
}

function ours(signal: Int16Array, sampleRateHz: number, channels: 1 | 2): Loudness {
  using meter = new LoudnessMeter({ sampleRateHz, channels });
  const step = Math.round(sampleRateHz / 50) * channels;
  for (let at = 0; at < signal.length; at += step) meter.process(signal.subarray(at, at + step));
  return { integrated: meter.integratedLufs, range: meter.loudnessRangeLu, peak: meter.truePeakDbtp };
}

/** What ffmpeg's `ebur128` filter says; low rates it gets resampled, as it would weight them with some error. */
function theirs(signal: Int16Array, sampleRateHz: number, channels: number): Loudness {
  const input = ['-f', 's16le', '-ar', `${sampleRateHz}`, '-ac', `${channels}`, '-i', 'pipe:0'];
  const resample = sampleRateHz < 44_100 ? 'aresample=48000,' : '';
  const filter = ['-filter_complex', `${resample}ebur128=peak=true`, '-f', 'null', '-'];
  const { stderr } = spawnSync('ffmpeg', ['-hide_banner', '-nostats', ...input, ...filter], {
    input: Buffer.from(signal.buffer, signal.byteOffset, signal.byteLength),
    maxBuffer: 1 << 28,
  });
  const summary = stderr.toString().split('Summary:').at(-1) ?? '';
  const figure = (name: string): number => Number(new RegExp(`${name}:\\s+(-?[\\d.]+)`).exec(summary)?.[1]);
  return { integrated: figure('I'), range: figure('LRA'), peak: figure('Peak') };
}

/** Levels that change every two seconds, for gates and range to have work. */
function wavering(signal: Int16Array, sampleRateHz: number, channels: number): Int16Array {
  const gains = [1, 0.3, 0.05, 0.6, 0.001];
  return signal.map((sample, n) => sample * (gains[Math.floor(n / (2 * sampleRateHz * channels)) % gains.length] ?? 0));
}

/** A sine without the overshoot that a sudden beginning has between its samples. */
function tone(frequencyHz: number, rateHz: number): Int16Array {
  const signal = sine(frequencyHz, rateHz, 6 * rateHz);
  return signal.map((sample, n) => sample * Math.min(1, n / 400, (signal.length - n) / 400));
}

describe.skipIf(!hasFfmpeg)('agrees with ffmpeg', () => {
  it.each([
    ['noise', 48_000, 1, (rateHz: number) => noise(12 * rateHz)],
    ['stereo noise', 48_000, 2, (rateHz: number) => noise(24 * rateHz, 20_000, 7)],
    ['noise that wavers', 44_100, 1, (rateHz: number) => wavering(noise(40 * rateHz), rateHz, 1)],
    ['stereo noise that wavers', 48_000, 2, (rateHz: number) => wavering(noise(60 * rateHz), rateHz, 2)],
    ['a bass tone', 48_000, 1, (rateHz: number) => tone(60, rateHz)],
    ['a treble tone', 48_000, 1, (rateHz: number) => tone(5003, rateHz)],
    ['a telephone tone', 8000, 1, (rateHz: number) => tone(1004, rateHz)],
    ['a high telephone tone', 8000, 1, (rateHz: number) => tone(2804, rateHz)],
    ['a wideband tone', 16_000, 1, (rateHz: number) => tone(4003, rateHz)],
  ] as const)('on %s at %i Hz, %i channels', (_, rateHz, channels, make) => {
    const signal = make(rateHz);
    const [got, expected] = [ours(signal, rateHz, channels), theirs(signal, rateHz, channels)];
    expect(Math.abs(got.integrated - expected.integrated)).toBeLessThanOrEqual(0.1);
    expect(Math.abs(got.range - expected.range)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(got.peak - expected.peak)).toBeLessThanOrEqual(0.2);
  });

  it.skipIf(!existsSync(speech))('on speech', () => {
    const bytes = readFileSync(speech);
    const signal = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));
    const [got, expected] = [ours(signal, 48_000, 1), theirs(signal, 48_000, 1)];
    expect(Math.abs(got.integrated - expected.integrated)).toBeLessThanOrEqual(0.1);
    expect(Math.abs(got.peak - expected.peak)).toBeLessThanOrEqual(0.2);
  });
});

it.each([8000, 16_000, 44_100, 48_000, 96_000, 192_000])('reads a sine of 997 Hz the same at %i Hz', (rateHz) => {
  using meter = new LoudnessMeter({ sampleRateHz: rateHz });
  meter.process(Float32Array.from(sine(997, rateHz, 4 * rateHz, 3276.8), (sample) => sample / 32_768));
  expect(meter.integratedLufs).toBeCloseTo(-23.01, 1);
  expect(meter.momentaryLufs).toBeCloseTo(-23.01, 1);
  expect(meter.shortTermLufs).toBeCloseTo(-23.01, 1);
  expect(meter.truePeakDbtp).toBeCloseTo(-20, 1);
});

it('hears peaks between samples', () => {
  using meter = new LoudnessMeter({ sampleRateHz: 48_000 });
  // A quarter of the rate, 45 degrees off: every sample is 3 dB below the peak.
  const signal = Int16Array.from({ length: 48_000 }, (_, n) => {
    return 16_384 * Math.min(1, n / 500, (48_000 - n) / 500) * Math.sin((Math.PI * n) / 2 + Math.PI / 4);
  });
  meter.process(signal);
  expect(meter.truePeakDbtp).toBeCloseTo(-6.02, 1);
});

it('takes stereo in pairs only', () => {
  using meter = new LoudnessMeter({ sampleRateHz: 8000, channels: 2 });
  expect(() => meter.process(new Int16Array(3))).toThrow(
    'LoudnessMeter.process: frame must be an Int16Array or a Float32Array of an even number of samples, but is an Int16Array of 3.',
  );
  meter.configure({ sampleRateHz: 8000 });
  meter.process(new Int16Array(3));
});

it('shows silence, nothing and NaN as -127', () => {
  using meter = new LoudnessMeter({ sampleRateHz: 8000 });
  const readings = () => [meter.momentaryLufs, meter.shortTermLufs, meter.integratedLufs, meter.truePeakDbtp];
  expect(readings()).toEqual([-127, -127, -127, -127]);
  meter.process(new Float32Array(32_000).fill(Number.NaN));
  expect([...readings(), meter.loudnessRangeLu]).toEqual([-127, -127, -127, -127, 0]);
  expect(meter.nonFiniteSamples).toBe(32_000);
  meter.process(sine(1000, 8000, 8000));
  expect(meter.integratedLufs).toBeGreaterThan(-20);
  meter.reset();
  expect(readings()).toEqual([-127, -127, -127, -127]);
});
