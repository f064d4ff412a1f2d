import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vorbisFile } from '../../../bench/audio/vorbis-file.js';
import { OggVorbisReader } from '../../../lib/audio/index.js';
import { sine, vowels } from './signals.js';
import { ffmpegSamples, folder, hasStrangers, inPieces, lateness, readAll, sox, written } from './sound-file.js';

describe('Ogg Vorbis written from the specification', () => {
  it('is read, in pieces of any size', async () => {
    const bytes = vorbisFile(11);
    for (const size of [1, 50, 10_000]) {
      const { file, samples } = await readAll(inPieces(bytes, size));
      expect(file).toMatchObject({ format: 'ogg-vorbis', encoding: 'vorbis', sampleRateHz: 8000, channels: 1 });
      expect([samples.length, file.truncated, file.damagedParts]).toEqual([1280, false, 0]);
    }
  });

  it.skipIf(!hasStrangers)('is what ffmpeg reads too', () => {
    const path = join(folder, 'own.ogg');
    writeFileSync(path, vorbisFile(11));
    expect(ffmpegSamples(path).length).toBe(1280 - 128); // it leaves out half a block of a stream of one page
  });

  it('gives the memory of no header that asks for too much', () => {
    const bytes = vorbisFile(2);
    // The number of codebook entries becomes 2^24 - 1; the page's checksum is left as it was, so it is made anew here.
    const hostile = Buffer.from(bytes);
    const at = hostile.indexOf('BCV') + 5;
    hostile.fill(0xff, at, at + 3);
    using reader = new OggVorbisReader();
    expect(() => {
      for (let rest: Uint8Array = withChecksum(hostile); rest.length > 0; ) rest = rest.subarray(reader.push(rest));
    }).toThrow(expect.objectContaining({ code: 'FORMAT_INVALID', message: expect.stringContaining('header') }));
  });

  it.each([5, 100, 120, 150])('stops at byte %i without harm', async (length) => {
    await expect(readAll(inPieces(vorbisFile(11).subarray(0, length), 64))).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
    });
  });
});

/** The second page's checksum, as it should be. */
function withChecksum(file: Buffer): Buffer {
  const begin = file.indexOf('OggS', 4);
  const end = file.indexOf('OggS', begin + 4);
  file.writeUInt32LE(0, begin + 22);
  let sum = 0;
  for (const byte of file.subarray(begin, end)) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = (sum << 1) ^ (sum < 0 ? 0x04c1_1db7 : 0);
  }
  file.writeUInt32LE(sum >>> 0, begin + 22);
  return file;
}

const soxWritesVorbis = hasStrangers && /\bogg\b/.test(execFileSync('sox', ['--help']).toString());

describe.skipIf(!soxWritesVorbis)('Ogg Vorbis of sox', () => {
  const said = vowels(44_100, 50_001);
  const source = written('source-of-vorbis.wav', { sampleRateHz: 44_100 }, said);

  it.each([1, 2, 6])('with %i channels is as long as what was written, and as ffmpeg has it', async (channels) => {
    const path = sox(await source, `theirs-${channels}.ogg`, '-c', `${channels}`);
    const { file, samples } = await readAll(path);
    expect(file).toMatchObject({ format: 'ogg-vorbis', channels, sampleRateHz: 44_100, damagedParts: 0 });
    expect(samples.length).toBe(50_001 * channels);
    const mono = samples.filter((_, n) => n % channels === 0);
    expect(Math.abs(lateness(mono, said))).toBeLessThanOrEqual(1);
    if (channels > 2) return; // ffmpeg puts more channels into another order
    const theirs = ffmpegSamples(path);
    const [length, late] = [Math.min(theirs.length, samples.length), lateness(theirs, samples)];
    let largest = 0;
    for (let n = 2000 * channels; n < length - 2000 * channels; n++)
      largest = Math.max(largest, Math.abs((samples[n] ?? 0) - (theirs[n + late] ?? 0)));
    expect(largest).toBeLessThanOrEqual(2);
  });

  it('keeps a tone at its level', async () => {
    const tone = sine(1000, 16_000, 16_000, 8000);
    const path = sox(await written('tone.wav', { sampleRateHz: 16_000 }, tone), 'tone.ogg');
    const { samples } = await readAll(path, { samples: 'float32' });
    const rms = Math.sqrt(samples.slice(2000, 14_000).reduce((sum, x) => sum + x * x, 0) / 12_000);
    expect(20 * Math.log10((rms * 32_768) / (8000 / Math.SQRT2))).toBeCloseTo(0, 0);
  });

  it('in a chain, with damage between, and cut off', async () => {
    const bytes = readFileSync(sox(await source, 'link.ogg'));
    const chain = await readAll(inPieces(Buffer.concat([bytes, bytes]), 5000));
    expect([chain.samples.length, chain.file.truncated, chain.file.damagedParts]).toEqual([100_002, false, 0]);
    const apart = await readAll(inPieces(Buffer.concat([bytes, Buffer.alloc(777, 'Ogg'), bytes]), 5000));
    expect([apart.samples.length, apart.file.damagedParts]).toEqual([100_002, 1]);
    const cut = await readAll(inPieces(bytes.subarray(0, bytes.length - 10), 5000));
    expect(cut.file.truncated).toBe(true);
    expect(cut.samples.length).toBeLessThan(50_001);
  });
});
