import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { opusRatesHz } from '../../../lib/audio/index.js';
import { findProgram } from '../../phones/program.js';
import { amplitudeAt, sine, vowels } from './signals.js';
import { ffmpeg, ffmpegSamples, ffprobe, hasStrangers, inPieces, lateness, readAll, written } from './sound-file.js';

describe('Ogg Opus of ours', () => {
  it.each(opusRatesHz)('comes back as long as it was and in its place at %d Hz', async (sampleRateHz) => {
    for (const samples of [0, 1, 12_345]) {
      const said = vowels(sampleRateHz, samples);
      const path = await written(`own-${sampleRateHz}-${samples}.opus`, { sampleRateHz }, said);
      const { file, samples: heard } = await readAll(path, { opusRateHz: sampleRateHz });
      expect(file).toMatchObject({ format: 'ogg-opus', encoding: 'opus', sampleRateHz, channels: 1, truncated: false });
      expect(heard.length).toBe(samples);
      if (samples > 1) expect(Math.abs(lateness(heard, said))).toBeLessThanOrEqual(Math.ceil(sampleRateHz / 16_000));
      if (!hasStrangers || samples < 960) continue; // ffmpeg does not cut a packet that is both the first and the last
      const theirs = ffmpegSamples(path);
      expect(theirs.length).toBe((samples * 48_000) / sampleRateHz);
      if (findProgram('opusinfo')) expect(execFileSync('opusinfo', [path]).toString()).not.toMatch(/WARNING|ERROR/);
    }
  });

  it('comes back in stereo with its levels, in pieces of any size', async () => {
    const [left, right] = [sine(500, 48_000, 48_000, 8000), sine(1200, 48_000, 48_000, 4000)];
    const both = new Int16Array(96_000).map((_, n) => (n % 2 === 0 ? left : right)[n >> 1] ?? 0);
    const path = await written('stereo.ogg', { sampleRateHz: 48_000, channels: 2, bitrateBps: 128_000 }, both);
    for (const size of [1, 700, 100_000]) {
      const { samples } = await readAll(inPieces(readFileSync(path), size), { samples: 'float32' });
      expect(samples.length).toBe(96_000);
      const channel = (c: number) => samples.filter((_, n) => n % 2 === c).slice(4800, 43_200);
      expect(amplitudeAt(channel(0), 500, 48_000) * 32_768).toBeCloseTo(8000, -3);
      expect(amplitudeAt(channel(1), 1200, 48_000) * 32_768).toBeCloseTo(4000, -3);
      expect(amplitudeAt(channel(0), 1200, 48_000) * 32_768).toBeLessThan(80);
    }
  });
});

describe.skipIf(!hasStrangers)('Ogg Opus of ffmpeg', () => {
  const said = vowels(48_000, 50_001);
  const source = written('source-of-opus.wav', { sampleRateHz: 48_000 }, said);

  it.each(['1', '2'])('with %s channels is as long and where ffmpeg has it', async (channels) => {
    const path = ffmpeg(await source, `theirs-${channels}.opus`, '-c:a', 'libopus', '-ac', channels, '-b:a', '64k');
    const { file, samples } = await readAll(path);
    const theirs = ffmpegSamples(path);
    expect(file).toMatchObject({ channels: Number(channels), truncated: false, damagedParts: 0 });
    expect(samples.length).toBe(theirs.length);
    const mono = samples.filter((_, n) => n % Number(channels) === 0);
    expect(mono.length).toBe(50_001);
    expect(Math.abs(lateness(mono, said))).toBeLessThanOrEqual(1);
    expect(ffprobe(path)).toMatchObject({ codec_name: 'opus' });
  });

  it('in a chain of two, and with something between them', async () => {
    const bytes = readFileSync(ffmpeg(await source, 'link.opus', '-c:a', 'libopus'));
    const { file, samples } = await readAll(inPieces(Buffer.concat([bytes, bytes]), 5000));
    expect([samples.length, file.truncated, file.damagedParts]).toEqual([100_002, false, 0]);
    const apart = await readAll(inPieces(Buffer.concat([bytes, Buffer.alloc(777, 'Ogg'), bytes]), 5000));
    expect([apart.samples.length, apart.file.damagedParts]).toEqual([100_002, 1]);
  });

  it('louder by the gain of the header', async () => {
    const bytes = readFileSync(ffmpeg(await source, 'gain.opus', '-c:a', 'libopus'));
    const plain = await readAll(inPieces(bytes, 4096), { samples: 'float32' });
    const headPage = Buffer.from(bytes.subarray(0, 47));
    headPage.writeInt16LE(-6 * 256, 28 + 16);
    headPage.writeUInt32LE(0, 22);
    headPage.writeUInt32LE(checksum(headPage), 22);
    const quiet = await readAll(inPieces(Buffer.concat([headPage, bytes.subarray(47)]), 4096), { samples: 'float32' });
    const energy = (samples: number[]) => samples.reduce((sum, sample) => sum + sample * sample, 0);
    expect(10 * Math.log10(energy(quiet.samples) / energy(plain.samples))).toBeCloseTo(-6, 2);
  });
});

describe('an Ogg file that is not whole', () => {
  const whole = written('cut.opus', { sampleRateHz: 8000 }, vowels(8000, 20_000)).then((path) => readFileSync(path));

  it('gives what is there, cut at any byte, and says so', async () => {
    const bytes = await whole;
    for (let cut = 0; cut < bytes.length; cut += cut < 150 ? 1 : 41) {
      const reading = readAll(inPieces(bytes.subarray(0, cut), 1000), { opusRateHz: 8000 });
      if (cut < 47) await expect(reading).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
      else expect((await reading).file.truncated).toBe(true);
    }
  });

  it('goes on after a damaged page', async () => {
    const bytes = Buffer.from(await whole);
    const second = bytes.indexOf('OggS', bytes.indexOf('OggS', 60) + 4);
    bytes.fill(0, second + 100, second + 110);
    const { file, samples } = await readAll(inPieces(bytes, 1000), { opusRateHz: 8000 });
    expect(file.damagedParts).toBeGreaterThan(0);
    expect(file.truncated).toBe(false);
    expect(samples.length).toBeGreaterThan(7000);
    expect(samples.length).toBeLessThan(20_000);
  });

  it('is refused when it holds something else', async () => {
    const page = Buffer.from(await whole);
    page.write('Vorb', 28);
    await expect(readAll(inPieces(page, 100))).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

/** RFC 3533 section 6. */
function checksum(page: Uint8Array): number {
  let sum = 0;
  for (const byte of page) {
    sum = (sum ^ (byte << 24)) >>> 0;
    for (let bit = 0; bit < 8; bit++) sum = ((sum << 1) ^ (sum & 0x8000_0000 ? 0x04c1_1db7 : 0)) >>> 0;
  }
  return sum;
}
