import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DelayMeter, G711Decoder, G711Encoder, OpusDecoder, OpusEncoder } from '../../../lib/audio/index.js';
import { noise, sine } from './signals.js';

const file = join(
  process.env['OSSICLE_VECTORS'] ?? join(import.meta.dirname, '../../../../shared/vectors'),
  'speech-noise/jfk/jfk.wav',
);
const rateHz = 16_000;

function speech(): Int16Array {
  const bytes = readFileSync(file).subarray(44);
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));
}

function delayed(signal: Int16Array, samples: number, gain = 1): Int16Array {
  return signal.map((_, n) => gain * (signal[n - samples] ?? 0));
}

function measure(reference: Int16Array, observed: Int16Array, maxDelayMs = 1000): [number | undefined, number] {
  using meter = new DelayMeter({ sampleRateHz: rateHz, maxDelayMs });
  for (let at = 0; at + 320 <= reference.length; at += 320)
    meter.process(reference.subarray(at, at + 320), observed.subarray(at, at + 320));
  return [meter.delaySamples, meter.confidence];
}

function throughG711(signal: Int16Array): Int16Array {
  using encoder = new G711Encoder({ law: 'mu-law' });
  using decoder = new G711Decoder({ law: 'mu-law' });
  const [payload, out] = [new Uint8Array(signal.length), new Int16Array(signal.length)];
  encoder.process(signal, payload);
  decoder.process(payload, out);
  return out;
}

/** Also how late its codec is. */
function throughOpus(signal: Int16Array): [Int16Array, number] {
  using encoder = new OpusEncoder({ sampleRateHz: rateHz, bitrateBps: 16_000 });
  using decoder = new OpusDecoder({ sampleRateHz: rateHz });
  const out = new Int16Array(signal.length);
  const packet = new Uint8Array(1500);
  for (let at = 0; at + 320 <= signal.length; at += 320) {
    const bytes = encoder.process(signal.subarray(at, at + 320), packet);
    decoder.process(packet.subarray(0, bytes), out.subarray(at, at + 320));
  }
  return [out, encoder.latencySamples];
}

it.each([-7000, 0, 555, 15_999])('finds noise %i samples later', (delay) => {
  const signal = noise(48_000);
  const [got, confidence] = measure(signal, delayed(signal, delay, 0.1));
  expect(got).toBeCloseTo(delay, 0);
  expect(confidence).toBeGreaterThan(0.6);
});

it.skipIf(!existsSync(file)).each([-3000, 40, 4321])(
  'finds speech %i samples later behind G.711, 10 dB down',
  (delay) => {
    const signal = speech();
    const [got, confidence] = measure(signal, throughG711(delayed(signal, delay, 0.32)));
    expect(got).toBeCloseTo(delay, 0);
    expect(confidence).toBeGreaterThanOrEqual(0.4);
  },
);

it.skipIf(!existsSync(file)).each([-3000, 40, 4321])(
  'finds speech %i samples later behind Opus, 10 dB down',
  (delay) => {
    const signal = speech();
    const [observed, codecSamples] = throughOpus(delayed(signal, delay, 0.32));
    const [got, confidence] = measure(signal, observed);
    expect(Math.abs((got ?? Number.NaN) - delay - codecSamples)).toBeLessThan(3);
    expect(confidence).toBeGreaterThanOrEqual(0.4);
  },
);

it('knows nothing of unrelated noise, silence and tones', () => {
  const [one, other] = [noise(64_000, 10_000, 1), noise(64_000, 10_000, 99)];
  // An LCG's streams are shifts of one another; squares tear them apart.
  const torn = other.map((sample, n) => (n % 7 < 3 ? sample : -sample / 2));
  expect(measure(one, torn)).toEqual([undefined, 0]);
  expect(measure(one, new Int16Array(64_000))).toEqual([undefined, 0]);
  expect(measure(new Int16Array(64_000), new Int16Array(64_000))).toEqual([undefined, 0]);
  const tone = sine(440, rateHz, 64_000);
  expect(measure(tone, delayed(tone, 100))).toEqual([undefined, 0]);
});

it('wants two frames of one kind and length', () => {
  using meter = new DelayMeter({ sampleRateHz: 8000 });
  expect(() => meter.process(new Int16Array(160), new Int16Array(80))).toThrow(
    'DelayMeter.process: observed must be an Int16Array of exactly 160 samples, but is an Int16Array of 80.',
  );
  expect(() => meter.process(new Float32Array(160), new Int16Array(160) as never)).toThrow(
    /observed must be a Float32Array/,
  );
  const shared = new Int16Array(160);
  meter.process(shared, shared);
});

it('hears NaN as silence and counts it', () => {
  using meter = new DelayMeter({ sampleRateHz: 8000 });
  const bad = new Float32Array(16_000).fill(Number.NaN);
  meter.process(bad, bad);
  expect([meter.delaySamples, meter.nonFiniteSamples]).toEqual([undefined, 32_000]);
  meter.reset();
  expect(meter.nonFiniteSamples).toBe(0);
});
