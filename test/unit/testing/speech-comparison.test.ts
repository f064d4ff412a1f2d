import { describe, expect, it } from 'vitest';
import { SpeechComparison } from '../../../lib/testing/index.js';
import { noise, syllables } from '../audio/signals.js';

const rateHz = 8000;

function voice(seconds: number): Float32Array {
  return Float32Array.from(syllables(rateHz, seconds), (sample) => sample / 32_768);
}

function compared(sent: Float32Array, heard: Float32Array, stepSamples = 160) {
  using comparison = new SpeechComparison({ sampleRateHz: rateHz });
  for (let at = 0; at < Math.max(sent.length, heard.length); at += stepSamples) {
    comparison.sent(sent.subarray(at, at + stepSamples));
    comparison.heard(heard.subarray(at, at + stepSamples));
  }
  const figures = comparison.finish();
  const pieces = figures.pieces.flatMap(({ sentAtMs, delayMs }) =>
    delayMs === undefined ? [] : [{ sentAtMs, delayMs }],
  );
  return { ...figures, pieces, audiblePieces: figures.pieces.length, all: figures.pieces };
}

function later(samples: Float32Array, by: number): Float32Array {
  const shifted = new Float32Array(samples.length + by);
  shifted.set(samples, by);
  return shifted;
}

describe('SpeechComparison', () => {
  it.each([0, 40, 333, 2400])('finds every piece %d samples later, unchanged', (lag) => {
    const sent = voice(4);
    const { pieces, audiblePieces, logSpectralDistanceDb } = compared(sent, later(sent, lag));
    expect(audiblePieces).toBeGreaterThan(120);
    expect(pieces.length).toBe(audiblePieces);
    for (const { delayMs } of pieces) expect(delayMs).toBeCloseTo(lag / 8, 6);
    expect(logSpectralDistanceDb).toBe(0);
  });

  it('follows a delay that jumps up and down, to the sample', () => {
    const sent = voice(6);
    const heard = new Float32Array(sent.length + 4000);
    heard.set(sent.subarray(0, 16_000), 80);
    heard.set(sent.subarray(16_000, 32_000), 16_000 + 2000);
    heard.set(sent.subarray(32_000), 32_000 + 400);
    const { pieces } = compared(sent, heard);
    const delays = (from: number, to: number) =>
      pieces.filter(({ sentAtMs }) => sentAtMs >= from && sentAtMs < to).map(({ delayMs }) => delayMs);
    expect(new Set(delays(0, 2000))).toEqual(new Set([10]));
    expect(new Set(delays(2000, 3780))).toEqual(new Set([250])); // the rest of it is overwritten
    expect(new Set(delays(4000, 6000))).toEqual(new Set([50]));
  });

  it('does not find what is lost, and says how much the spectrum has changed', () => {
    const sent = voice(6);
    const heard = sent.slice();
    for (let at = 800; at < heard.length; at += 3200) heard.fill(0, at, at + 160); // one packet in 20
    const { pieces, audiblePieces, logSpectralDistanceDb, all } = compared(sent, heard);
    const lost = new Set(Array.from({ length: 15 }, (_, n) => 100 + 400 * n));
    expect(pieces.filter(({ sentAtMs }) => lost.has(sentAtMs))).toEqual([]);
    expect(pieces.length).toBeGreaterThan(audiblePieces - 16);
    expect(logSpectralDistanceDb).toBeGreaterThan(0.5);
    for (const { sentAtMs, distanceDb } of all) {
      if (lost.has(sentAtMs)) expect(distanceDb).toBeGreaterThan(10);
      else if (![...lost].some((at) => Math.abs(at - sentAtMs) <= 20)) expect(distanceDb ?? 0).toBe(0); // windows overlap
    }
    const softer = compared(
      sent,
      sent.map((sample) => sample / 2),
    );
    expect(softer.logSpectralDistanceDb).toBeGreaterThan(3);
    expect(softer.logSpectralDistanceDb).toBeLessThan(6.03);
  });

  it('finds nothing in silence, in another sound, or in nothing', () => {
    expect(compared(new Float32Array(rateHz), new Float32Array(rateHz)).audiblePieces).toBe(0);
    const other = Float32Array.from(noise(4 * rateHz, 8000, 9), (sample) => sample / 32_768);
    expect(compared(voice(4), other).pieces).toEqual([]);
    expect(compared(voice(1), new Float32Array(0))).toMatchObject({ pieces: [], logSpectralDistanceDb: 0 });
  });

  it('gives the same whatever the length of the frames', () => {
    const sent = voice(3);
    expect(compared(sent, later(sent, 77), 1)).toEqual(compared(sent, later(sent, 77), 5000));
  });

  it.each([0, 7999, 48_001, Number.NaN])('refuses a rate of %d Hz', (sampleRateHz) => {
    expect(() => new SpeechComparison({ sampleRateHz })).toThrow(/sampleRateHz must be a number from 8000 to 48000/);
  });
});
