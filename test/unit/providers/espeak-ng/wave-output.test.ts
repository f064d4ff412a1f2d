import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OssicleError } from '../../../../lib/core/index.js';
import { parseWaveOutput } from '../../../../lib/providers/espeak-ng/wave-output.js';

/** A WAV stream of 16 bits: chunks of any kind before the data, sizes as given. */
function wave(
  options: { channels?: number; rateHz?: number; dataSize?: number; before?: Buffer },
  pcm: Buffer,
): Buffer {
  const format = Buffer.alloc(24);
  format.write('fmt ', 0);
  format.writeUInt32LE(16, 4);
  format.writeUInt16LE(1, 8);
  format.writeUInt16LE(options.channels ?? 1, 10);
  format.writeUInt32LE(options.rateHz ?? 22_050, 12);
  format.writeUInt16LE(16, 22);
  const data = Buffer.alloc(8);
  data.write('data');
  data.writeUInt32LE(options.dataSize ?? pcm.length, 4);
  const riff = Buffer.from('RIFF\u0000\u0000\u0000\u0000WAVE');
  return Buffer.concat([riff, options.before ?? Buffer.alloc(0), format, data, pcm]);
}

const pcm = Buffer.from([1, 0, 255, 255, 0, 128]);

test('takes the samples that are there, whatever the header says', () => {
  for (const dataSize of [6, 0x7ffff000, 0xffffffff]) {
    expect(parseWaveOutput(wave({ dataSize }, pcm))).toEqual({
      samples: Int16Array.of(1, -1, -32768),
      sampleRateHz: 22_050,
    });
  }
  expect(parseWaveOutput(wave({ dataSize: 4 }, pcm)).samples).toHaveLength(2);
});

test('skips chunks it does not know, padded ones too', () => {
  const before = Buffer.from('LIST\u0003\u0000\u0000\u0000abc\u0000');
  expect(parseWaveOutput(wave({ before }, pcm)).samples).toHaveLength(3);
});

test('refuses what is not mono, or of no rate', () => {
  expect(() => parseWaveOutput(wave({ channels: 2 }, pcm))).toThrow(/mono/);
  expect(() => parseWaveOutput(wave({ rateHz: 1 }, pcm))).toThrow(/1 Hz/);
});

test('never throws anything but FORMAT_INVALID', () => {
  const good = wave({}, pcm);
  const mutated = fc
    .tuple(fc.nat(good.length), fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }))
    .map(([length, changes]) => {
      const bytes = Buffer.from(good);
      for (const [at, value] of changes) bytes[at] = value;
      return bytes.subarray(0, length);
    });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
      try {
        expect(parseWaveOutput(bytes).samples.length).toBeLessThanOrEqual(bytes.length / 2);
      } catch (error) {
        expect(error).toBeInstanceOf(OssicleError);
        expect((error as OssicleError).code).toBe('FORMAT_INVALID');
      }
    }),
    { numRuns: 3000 },
  );
});
