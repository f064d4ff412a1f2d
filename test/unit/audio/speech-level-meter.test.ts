import { expect, it } from 'vitest';
import { SpeechLevelMeter } from '../../../lib/audio/index.js';
import { noise, sine } from './signals.js';

/** Pieces of a signal one after the other, `times` over. */
function repeated(times: number, ...pieces: Int16Array[]): Int16Array[] {
  return Array.from({ length: times }, () => pieces).flat();
}

it.each([8000, 16_000, 48_000])('leaves pauses out at %i Hz, as Int16 and Float32', (rateHz) => {
  // Uniform noise of amplitude 10 000 has -15.08 dBov. Its bursts count for 265 ms more than they last: 90 ms until the
  // envelope is 15.9 dB below the level, 200 ms of hangover, less 25 ms of rise.
  const frames = repeated(5, noise(2 * rateHz), new Int16Array(2 * rateHz));
  for (const asFloat of [false, true]) {
    using meter = new SpeechLevelMeter({ sampleRateHz: rateHz });
    for (const frame of frames) meter.process(asFloat ? Float32Array.from(frame, (sample) => sample / 32_768) : frame);
    expect(meter.longTermLevelDbfs).toBeCloseTo(-18.09, 1);
    expect(meter.activityFactor).toBeCloseTo(2.265 / 4, 2);
    expect(meter.activeLevelDbfs).toBeCloseTo(-15.08 - 0.54, 1);
  }
});

it('does not hear what is far below the speech as active', () => {
  using meter = new SpeechLevelMeter({ sampleRateHz: 8000 });
  for (const frame of repeated(5, noise(16_000), noise(16_000, 300))) meter.process(frame);
  expect(meter.activityFactor).toBeCloseTo(2.265 / 4, 1);
});

it('shows silence as -127 and nothing active, also after reset', () => {
  using meter = new SpeechLevelMeter({ sampleRateHz: 8000 });
  const readings = () => [meter.activeLevelDbfs, meter.longTermLevelDbfs, meter.activityFactor];
  expect(readings()).toEqual([-127, -127, 0]);
  meter.process(new Int16Array(8000));
  expect(readings()).toEqual([-127, -127, 0]);
  meter.process(sine(400, 8000, 8000));
  expect(meter.activeLevelDbfs).toBeGreaterThan(-20);
  meter.reset();
  expect(readings()).toEqual([-127, -127, 0]);
});

it('hears NaN and infinity as silence and counts them', () => {
  using meter = new SpeechLevelMeter({ sampleRateHz: 8000 });
  meter.process(Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY));
  expect([meter.activeLevelDbfs, meter.nonFiniteSamples]).toEqual([-127, 3]);
});
