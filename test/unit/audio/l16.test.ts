import { expect, it } from 'vitest';
import { L16Decoder, L16Encoder } from '../../../lib/audio/index.js';
import { joined, noise } from './signals.js';

it('writes samples in network byte order', () => {
  using encoder = new L16Encoder();
  const payload = new Uint8Array(8);
  expect(encoder.process(Int16Array.of(1, -2, 32_767, -32_768), payload)).toBe(8);
  expect([...payload]).toEqual([0, 1, 0xff, 0xfe, 0x7f, 0xff, 0x80, 0]);
});

it('comes back bit for bit, however the bytes are cut', () => {
  using encoder = new L16Encoder();
  using decoder = new L16Decoder();
  const input = noise(1000, 32_000);
  const payload = new Uint8Array(2000);
  encoder.process(input, payload);
  const output = new Int16Array(1000);
  expect(decoder.process(payload, output)).toBe(1000);
  expect(output).toEqual(input);
  for (const size of [1, 3, 160]) {
    const chunks = Array.from({ length: Math.ceil(2000 / size) }, (_, i) =>
      payload.subarray(i * size, i * size + size),
    );
    expect(joined(chunks.flatMap((chunk) => [...decoder.processChunk(chunk)]))).toEqual(input);
  }
});

it('refuses half a sample', () => {
  using decoder = new L16Decoder();
  expect(() => decoder.process(new Uint8Array(3), new Int16Array(4))).toThrow(
    'L16Decoder.process: input must be a Uint8Array of an even number of bytes, but is a Uint8Array of 3.',
  );
});
