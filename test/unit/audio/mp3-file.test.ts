import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openAudioFile } from '../../../lib/audio/index.js';
import { amplitudeAt, noise, sine, vowels } from './signals.js';
import { ffmpeg, ffmpegSamples, hasStrangers, inPieces, lateness, readAll, written } from './sound-file.js';

const mp3 = ['-c:a', 'libmp3lame'];
/** LAME encodes a little quieter than it is told, as headroom. */
const lameGainDb = 20 * Math.log10(0.97);

/** A frame of silence as MPEG 1 layer III has it: 32 kbit/s, 48 kHz, one channel. */
const silentFrame = Uint8Array.from({ length: 96 }, (_, n) => [0xff, 0xfb, 0x14, 0xc0][n] ?? 0);

/** An ID3v2.4 tag of `size` bytes beside its header. */
function id3(size: number, fill = 0): Uint8Array {
  const sizes = [21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f);
  return Buffer.concat([Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, ...sizes), Buffer.alloc(size, fill)]);
}

const kinds = [
  [8000, 1, ['-b:a', '16k']],
  [16_000, 1, ['-b:a', '64k']],
  [16_000, 2, ['-q:a', '4']],
  [22_050, 1, ['-q:a', '2']],
  [44_100, 1, ['-b:a', '64k']],
  [44_100, 2, ['-q:a', '4']],
  [48_000, 2, ['-b:a', '128k', '-joint_stereo', '0']],
  [48_000, 1, ['-b:a', '320k']],
] as const;

describe.skipIf(!hasStrangers)('MP3 of ffmpeg', () => {
  it.each(kinds)('at %d Hz with %d channels (%j) is as long as it was, in its place and as loud', async (...kind) => {
    const [sampleRateHz, channels, quality] = kind;
    const said = vowels(sampleRateHz, sampleRateHz * 2 + 123);
    const source = await written(`mp3-${kind.join('-')}.wav`, { sampleRateHz }, said);
    const path = ffmpeg(source, `${kind.join('-')}.mp3`, ...mp3, ...quality, '-ac', `${channels}`);
    const { file, samples } = await readAll(path);
    expect(file).toMatchObject({ format: 'mp3', encoding: 'mp3', sampleRateHz, channels });
    expect(file).toMatchObject({ truncated: false, damagedParts: 0, totalSamples: said.length });
    expect(samples.length).toBe(said.length * channels);
    const first = samples.filter((_, n) => n % channels === 0);
    expect(Math.abs(lateness(first, said))).toBeLessThanOrEqual(1);
    const theirs = ffmpegSamples(path);
    expect(theirs.length).toBe(samples.length);
    expect(samples.findIndex((sample, n) => Math.abs(sample - (theirs[n] ?? 0)) > 2)).toBe(-1);
  });

  it('keeps two channels apart, with their frequencies and levels, in pieces of any size', async () => {
    const [left, right] = [sine(500, 48_000, 48_000, 8000), sine(1200, 48_000, 48_000, 4000)];
    const both = new Int16Array(96_000).map((_, n) => (n % 2 === 0 ? left : right)[n >> 1] ?? 0);
    const source = await written('stereo-for-mp3.wav', { sampleRateHz: 48_000, channels: 2 }, both);
    const bytes = readFileSync(ffmpeg(source, 'stereo.mp3', ...mp3, '-b:a', '192k'));
    for (const size of [1, 700, 100_000]) {
      const { samples, frames } = await readAll(inPieces(bytes, size), { samples: 'float32' });
      expect([samples.length, frames.length, frames[0]?.length]).toEqual([96_000, 50, 1920]);
      const channel = (c: number) => samples.filter((_, n) => n % 2 === c).slice(4800, 43_200);
      const dbOf = (c: number, hz: number, said: number) =>
        20 * Math.log10((amplitudeAt(channel(c), hz, 48_000) * 32_768) / said);
      expect(dbOf(0, 500, 8000)).toBeCloseTo(lameGainDb, 1);
      expect(dbOf(1, 1200, 4000)).toBeCloseTo(lameGainDb, 1);
      expect(amplitudeAt(channel(0), 1200, 48_000) * 32_768).toBeLessThan(20);
    }
  });

  const said = vowels(16_000, 50_001);
  const whole = written('source-of-mp3.wav', { sampleRateHz: 16_000 }, said).then((source) =>
    readFileSync(ffmpeg(source, 'whole.mp3', ...mp3, '-b:a', '32k', '-id3v2_version', '0')),
  );
  /** Where the tag of LAME ends and sound begins. */
  const tagBytes = whole.then((bytes) => bytes.indexOf(bytes.subarray(0, 2), 4));

  it('comes without its tag as long as its frames', async () => {
    const source = await written('untagged.wav', { sampleRateHz: 16_000 }, said);
    const path = ffmpeg(source, 'untagged.mp3', ...mp3, '-write_xing', '0', '-id3v2_version', '0');
    const { file, samples } = await readAll(path);
    expect(file).toMatchObject({ totalSamples: undefined, durationMs: undefined, truncated: false, damagedParts: 0 });
    expect(samples.length % 576).toBe(0);
    expect(lateness(samples, said, 1200)).toBe(576 + 529);
  });

  it('comes whole from behind and between tags with pictures', async () => {
    const plain = await readAll(inPieces(await whole, 4096));
    const [ape, id3v1] = [Buffer.alloc(32 + 100), Buffer.alloc(128)];
    ape.write('APETAGEX');
    ape.writeUInt32LE(100, 12);
    id3v1.write('TAG');
    const tagged = Buffer.concat([id3(300_000, 0xff), id3(10), await whole, ape, id3v1]);
    const { file, samples } = await readAll(inPieces(tagged, 4096));
    expect(samples).toEqual(plain.samples);
    expect([file.damagedParts, file.truncated]).toEqual([0, false]);
    const twice = await readAll(inPieces(Buffer.concat([tagged, tagged]), 4096));
    expect(twice.samples.length).toBe(2 * said.length);
    expect(lateness(twice.samples.slice(said.length), said)).toBeLessThanOrEqual(1);
  });

  it('gives what is there, cut at any byte, and says so', async () => {
    const bytes = await whole;
    for (let cut = 0; cut < bytes.length; cut += cut < 500 ? 41 : 997) {
      const reading = readAll(inPieces(bytes.subarray(0, cut), 1000));
      if (cut < (await tagBytes) + 4) await expect(reading).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
      else expect((await reading).file.truncated).toBe(true);
    }
  });

  it('goes on after a hole and after what does not belong there', async () => {
    const bytes = Buffer.from(await whole);
    const torn = Buffer.from(bytes).fill(0, 5000, 5700);
    const holed = await readAll(inPieces(torn, 1000));
    expect([holed.file.damagedParts, holed.file.truncated]).toEqual([1, true]);
    expect(said.length - holed.samples.length).toBeGreaterThan(576);
    expect(said.length - holed.samples.length).toBeLessThan(9 * 576);
    const at = (await tagBytes) + 20 * 144;
    const stuffed = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(3000, '\xff\xfbjunk', 'latin1')]);
    const { file, samples } = await readAll(inPieces(Buffer.concat([stuffed, bytes.subarray(at)]), 1000));
    expect([samples.length, file.damagedParts]).toEqual([said.length, 1]);
  });

  it('with noise in its frames stays in its place and is finite', async () => {
    const bytes = Buffer.from(await whole);
    const junk = noise(bytes.length);
    for (let at = 2000; at < bytes.length; at += 97) bytes[at] = junk[at] ?? 0;
    const { samples } = await readAll(inPieces(bytes, 1000), { samples: 'float32' });
    expect(samples.length).toBeGreaterThan(10_000);
    expect(samples.every(Number.isFinite)).toBe(true);
  });

  it('is read no further ahead than a batch', async () => {
    const frames = (await whole).subarray(await tagBytes);
    let taken = 0;
    const counted = async function* () {
      for (let n = 0; n < 1000; n++)
        for await (const piece of inPieces(frames, 1000)) {
          taken += piece.length;
          yield piece;
        }
    };
    const file = await openAudioFile(counted());
    for await (const _ of file) if (file.samplesRead > 16_000 * 20) break;
    expect(taken).toBeLessThan((20 * 32_000) / 8 + 16 * 144 + 3000);
  });

  it('ends with ABORTED while it waits for bytes', async () => {
    const bytes = await whole;
    const stuck = async function* () {
      yield bytes.subarray(0, 3000);
      await new Promise(() => undefined);
    };
    const controller = new AbortController();
    const reading = readAll(stuck(), { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe.skipIf(process.platform !== 'linux')('the thread of an MP3 file', () => {
  const threads = () => readdirSync('/proc/self/task').length;

  it('ends with the file, read to its end or not', async () => {
    const bytes = Buffer.concat(new Array(200).fill(silentFrame));
    const before = threads();
    for (let round = 0; round < 10; round++) {
      await readAll(inPieces(bytes, 1000));
      for await (const _ of await openAudioFile(inPieces(bytes, 1000))) break;
    }
    expect(threads()).toBeLessThanOrEqual(before + 2); // Node's own pool may have begun meanwhile
  });
});

describe('what looks like MP3', () => {
  it('is read when a second frame follows the first', async () => {
    const { file, samples } = await readAll(inPieces(Buffer.concat([silentFrame, silentFrame, silentFrame]), 10));
    expect(file).toMatchObject({ sampleRateHz: 48_000, channels: 1, totalSamples: undefined, damagedParts: 0 });
    expect(samples).toEqual(new Array(3 * 1152).fill(0));
  });

  it.each([
    ['one frame and noise', Buffer.concat([silentFrame, new Uint8Array(noise(2000).buffer)])],
    ['a tag and nothing', id3(100)],
    ['a tag that announces more than there is', id3(1 << 20).subarray(0, 5000)],
    ['a tag and noise', Buffer.concat([id3(50), new Uint8Array(noise(200_000).buffer)])],
    ['sync bytes alone', Buffer.alloc(5000, 0xff)],
    ['layer II', Buffer.concat([0, 0].map(() => Uint8Array.from(silentFrame, (byte, n) => (n === 1 ? 0xfd : byte))))],
  ])('is refused when it is %s', async (_, bytes) => {
    await expect(readAll(inPieces(bytes, 1000))).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });
});
