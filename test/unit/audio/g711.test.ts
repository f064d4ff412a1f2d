import { expect, it } from 'vitest';
import { G711Decoder, G711Encoder, type G711Law } from '../../../lib/audio/index.js';
import { distortionDb, sine } from './signals.js';

/** Decoded value of a byte, straight from the description of the two laws in ITU-T G.711 section 3. */
function expanded(law: G711Law, byte: number): number {
  const code = law === 'mu-law' ? ~byte & 0xff : byte ^ 0x55;
  const [segment, step] = [(code >> 4) & 7, code & 15];
  if (law === 'mu-law') {
    const size = ((2 * step + 33) << segment) - 33;
    return (code & 0x80 ? -size : size) * 4;
  }
  const size = segment === 0 ? 2 * step + 1 : (2 * step + 33) << (segment - 1);
  return (code & 0x80 ? size : -size) * 8;
}

it.each(['mu-law', 'a-law'] as const)('%s decodes every byte to its value in the recommendation', (law) => {
  using decoder = new G711Decoder({ law });
  const output = new Int16Array(256);
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  expect(decoder.process(bytes, output)).toBe(256);
  expect([...output]).toEqual([...bytes].map((byte) => expanded(law, byte) + 0)); // + 0: mu-law has a negative zero
});

it.each(['mu-law', 'a-law'] as const)('%s encodes all 65 536 samples in order, off by half a step at most', (law) => {
  using encoder = new G711Encoder({ law });
  using decoder = new G711Decoder({ law });
  const samples = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
  const payload = new Uint8Array(65_536);
  encoder.process(samples, payload);
  const back = new Int16Array(65_536);
  decoder.process(payload, back);
  // A step is 1/16 of a segment, and segments double (tables 1 and 2 of the recommendation); the ends are clipped.
  const halfStep = (size: number) => (law === 'mu-law' ? Math.max(4, (size + 132) / 32) : Math.max(8, size / 32)) + 4;
  const wrong = samples.filter((sample, i) => {
    const [value, before] = [back[i] as number, back[i - 1] ?? -32_768];
    return value < before || Math.abs(sample - value) > halfStep(Math.abs(sample));
  });
  expect([...wrong]).toEqual([]);
  const again = new Uint8Array(65_536);
  encoder.process(back, again);
  expect(
    again.filter((byte, i) => byte !== payload[i] && expanded(law, byte) !== expanded(law, payload[i] ?? 0)),
  ).toEqual(new Uint8Array(0));
});

it('has no state: a stream cut anywhere is the same, and quality is that of a telephone', () => {
  using encoder = new G711Encoder({ law: 'a-law' });
  using decoder = new G711Decoder({ law: 'a-law' });
  const input = sine(1000, 8000, 800);
  const payload = new Uint8Array(800);
  for (let at = 0; at < 800; at += 123) encoder.process(input.subarray(at, at + 123), payload.subarray(at));
  const whole = new Uint8Array(800);
  encoder.process(input, whole);
  expect(payload).toEqual(whole);
  const output = new Int16Array(800);
  decoder.process(whole, output);
  expect(distortionDb(output, 1000, 8000)).toBeLessThan(-35); // ITU-T G.712 section 8 asks for 33 dB and more
});

it('goes over to the other law', () => {
  using encoder = new G711Encoder({ law: 'mu-law' });
  const payload = new Uint8Array(1);
  encoder.process(Int16Array.of(0), payload);
  expect(payload[0]).toBe(0xff);
  encoder.configure({ law: 'a-law' });
  encoder.process(Int16Array.of(0), payload);
  expect(payload[0]).toBe(0xd5);
});

it('says how long the output must be', () => {
  using encoder = new G711Encoder({ law: 'mu-law' });
  expect(() => encoder.process(new Int16Array(160), new Uint8Array(159))).toThrow(
    'G711Encoder.process: output must be a Uint8Array of at least 160 bytes, but is a Uint8Array of 159.',
  );
});
