import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FlacWriter } from '../../../lib/audio/index.js';
import { findProgram } from '../../phones/program.js';
import { noise, sine } from './signals.js';
import { ffmpeg, ffmpegSamples, ffprobe, hasStrangers, inPieces, readAll, sox, written } from './sound-file.js';

const stereo = noise(2 * 10_000, 32_767, 3);
const rates = { sampleRateHz: 44_100, channels: 2 };

describe('FLAC of ours', () => {
  it('comes back as it was written, in pieces of any size', async () => {
    const path = await written('own.flac', rates, stereo.subarray(0, 882), stereo.subarray(882));
    const bytes = readFileSync(path);
    for (const size of [1, 100, bytes.length]) {
      const { file, samples } = await readAll(inPieces(bytes, size), { frameMs: 10 });
      expect(file).toMatchObject({ format: 'flac', encoding: 'flac', ...rates, totalSamples: 10_000 });
      expect(file).toMatchObject({ samplesRead: 10_000, truncated: false, damagedParts: 0 });
      expect(samples).toEqual([...stereo]);
    }
  });

  it('keeps 24 bits', async () => {
    const frame = Float32Array.from({ length: 9000 }, (_, n) => Math.round(8_000_000 * Math.sin(n / 7)) / 2 ** 23);
    const path = await written('deep.flac', { sampleRateHz: 48_000, encoding: 'pcm24' }, frame);
    expect((await readAll(path, { samples: 'float32' })).samples).toEqual([...frame]);
  });

  it('may be empty, and of one sample in eight channels', async () => {
    const empty = await readAll(await written('empty.flac', { sampleRateHz: 8000 }));
    expect(empty.samples).toEqual([]);
    expect(empty.file.truncated).toBe(false);
    const wide = await written('wide.flac', { sampleRateHz: 96_000, channels: 8 }, noise(8));
    expect((await readAll(wide)).samples).toEqual([...noise(8)]);
  });

  it.skipIf(!hasStrangers).each(['pcm16', 'pcm24'] as const)(
    'is whole for ffmpeg, sox and flac: %s',
    async (encoding) => {
      const path = await written(`strangers-${encoding}.flac`, { ...rates, encoding }, stereo);
      expect(ffprobe(path)).toMatchObject({
        codec_name: 'flac',
        sample_rate: '44100',
        channels: 2,
        duration_ts: 10_000,
      });
      expect([...ffmpegSamples(path)]).toEqual([...stereo]);
      const raw = execFileSync('sox', ['-D', path, '-t', 's16', '-']);
      expect([...new Int16Array(raw.buffer, raw.byteOffset, raw.length >> 1)]).toEqual([...stereo]);
      if (findProgram('flac')) execFileSync('flac', ['--test', '--silent', '--warnings-as-errors', path]);
    },
  );

  it.skipIf(!hasStrangers)('is a stream that ffmpeg reads, also without the head', () => {
    using writer = new FlacWriter({ sampleRateHz: 8000 });
    const signal = sine(440, 8000, 20_000);
    const [pieces, buffer] = [[] as Buffer[], new Uint8Array(5000)];
    const take = () => {
      for (let bytes = writer.take(buffer); bytes > 0; bytes = writer.take(buffer))
        pieces.push(Buffer.from(buffer.subarray(0, bytes)));
    };
    for (let at = 0; at < signal.length; at += writer.write(signal.subarray(at))) take();
    while (!writer.finish()) take();
    take();
    const raw = execFileSync('ffmpeg', ['-v', 'error', '-f', 'flac', '-i', '-', '-f', 's16le', '-'], {
      input: Buffer.concat(pieces),
    });
    expect([...new Int16Array(raw.buffer, raw.byteOffset, raw.length >> 1)]).toEqual([...signal]);
  });
});

describe.skipIf(!hasStrangers)('FLAC of others', () => {
  const source = written('source-of-flac.wav', rates, stereo);

  it.each([
    ['s16', '0', 'int16'],
    ['s16', '12', 'float32'],
    ['s32', '5', 'float32'],
  ] as const)('of ffmpeg in %s at level %s', async (format, level, samples) => {
    const path = ffmpeg(await source, `${format}-${level}.flac`, '-sample_fmt', format, '-compression_level', level);
    const read = await readAll(path, { samples });
    const scale = samples === 'int16' ? 1 : 32_768;
    expect(read.samples.map((sample) => sample * scale)).toEqual([...stereo]);
    expect(read.file).toMatchObject({ totalSamples: 10_000, truncated: false, damagedParts: 0 });
  });

  it('of sox, in 8 and 24 bits, with a picture of a megabyte', async () => {
    const eight = await readAll(sox(await source, 'sox.flac', '-b', '8'), { samples: 'float32' });
    expect(eight.samples.every((sample) => Number.isInteger(sample * 128))).toBe(true);
    expect(eight.samples.length).toBe(20_000);
    const path = sox(await source, 'sox-24.flac', '-b', '24');
    const bytes = readFileSync(path);
    const picture = Buffer.alloc(1_000_004);
    picture.writeUInt32BE(0x06_0f_42_40); // a PICTURE block of 1 000 000 bytes
    const grown = Buffer.concat([bytes.subarray(0, 42), picture, bytes.subarray(42)]);
    expect((await readAll(inPieces(grown, 8192))).samples).toEqual([...stereo]);
  });
});

describe('a FLAC file that is not whole', () => {
  const whole = written('cut.flac', { sampleRateHz: 8000 }, sine(300, 8000, 9000)).then((path) => readFileSync(path));

  it('gives the frames that are there, cut at any byte, and says so', async () => {
    const [bytes, signal] = [await whole, sine(300, 8000, 9000)];
    const lengths = new Set<number>();
    for (let cut = 0; cut < bytes.length; cut += cut < 200 ? 1 : 37) {
      const reading = readAll(inPieces(bytes.subarray(0, cut), 1000));
      const outcome = await reading.catch((error: { code: string }) => error.code);
      if (typeof outcome === 'string') {
        expect(outcome).toBe('FORMAT_INVALID');
        expect(cut).toBeLessThan(120);
        continue;
      }
      expect(outcome.file.truncated).toBe(true);
      expect(outcome.samples).toEqual([...signal.subarray(0, outcome.samples.length)]);
      lengths.add(outcome.samples.length);
    }
    expect([...lengths]).toEqual([0, 4096, 8192]);
  });

  it('is skipped over where it is damaged', async () => {
    const bytes = Buffer.from(await whole);
    for (let at = 0; at < 40; at++) bytes[(bytes.length / 2 + at) | 0] = at;
    const { file, samples } = await readAll(inPieces(bytes, 500));
    expect(file.damagedParts).toBeGreaterThan(0);
    expect(samples.length).toBeGreaterThanOrEqual(4096);
    expect(samples.length).toBeLessThanOrEqual(9000);
  });

  it('is refused when it is something else', async () => {
    await expect(readAll(inPieces(Buffer.from(`fLaC${'x'.repeat(100)}`), 10))).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
    });
  });
});
