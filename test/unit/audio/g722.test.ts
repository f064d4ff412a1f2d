import { expect, it } from 'vitest';
import { G722Decoder, G722Encoder, g722BitratesBps } from '../../../lib/audio/index.js';
import { amplitudeAt, distortionDb, noise, sine } from './signals.js';

it.each(g722BitratesBps)('carries tones of both bands at %i bit/s', (bitrateBps) => {
  for (const frequencyHz of [1000, 6000]) {
    using encoder = new G722Encoder({ bitrateBps });
    using decoder = new G722Decoder({ bitrateBps });
    const input = sine(frequencyHz, 16_000, 16_000);
    const payload = new Uint8Array(160);
    const output = new Int16Array(16_000);
    for (let at = 0; at < 16_000; at += 320) {
      expect(encoder.process(input.subarray(at, at + 320), payload)).toBe(160);
      expect(decoder.process(payload, output.subarray(at, at + 320))).toBe(320);
    }
    const steady = output.subarray(8000, 9600);
    expect(Math.abs(20 * Math.log10(amplitudeAt(steady, frequencyHz, 16_000) / 10_000))).toBeLessThan(1);
    expect(distortionDb(steady, frequencyHz, 16_000)).toBeLessThan(-10);
  }
});

it('is late by latencySamples', () => {
  using encoder = new G722Encoder();
  using decoder = new G722Decoder();
  const input = noise(3200, 8000);
  const payload = new Uint8Array(1600);
  const output = new Int16Array(3200);
  encoder.process(input, payload);
  decoder.process(payload, output);
  const match = (lag: number) => input.reduce((sum, sample, n) => sum + sample * (output[n + lag] ?? 0), 0);
  const lags = Array.from({ length: 60 }, (_, lag) => lag);
  expect(lags.reduce((best, lag) => (match(lag) > match(best) ? lag : best), 0)).toBe(encoder.latencySamples);
});

it('gives the same bytes however a stream is cut, an odd sample included', () => {
  const input = noise(5001);
  const bytes = (sizes: readonly number[]): number[] => {
    using encoder = new G722Encoder();
    const all: Uint8Array[] = [];
    for (let at = 0, i = 0; at < input.length; i++) {
      const size = sizes[i % sizes.length] ?? 1;
      all.push(...encoder.processChunk(input.subarray(at, at + size)));
      at += size;
    }
    all.push(...encoder.flushChunks());
    return all.flatMap((chunk) => [...chunk]);
  };
  expect(bytes([1, 3, 320])).toEqual(bytes([5001]));
  expect(bytes([5001]).length).toBe((5002 + 22) / 2);
});

it('begins anew after reset', () => {
  using decoder = new G722Decoder();
  const payload = Uint8Array.from(noise(160), (sample) => sample & 255);
  const [first, second, again] = [0, 0, 0].map(() => new Int16Array(320)) as [Int16Array, Int16Array, Int16Array];
  decoder.process(payload, first);
  decoder.process(payload, second);
  decoder.reset();
  decoder.process(payload, again);
  expect(again).toEqual(first);
  expect(second).not.toEqual(first);
});

it('refuses half a pair of samples', () => {
  using encoder = new G722Encoder();
  expect(() => encoder.process(new Int16Array(321), new Uint8Array(400))).toThrow(
    'G722Encoder.process: input must be an Int16Array of an even number of samples, but is an Int16Array of 321.',
  );
});
