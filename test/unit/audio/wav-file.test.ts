import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createAudioFile,
  G711Decoder,
  G711Encoder,
  openAudioFile,
  WavReader,
  WavWriter,
} from '../../../lib/audio/index.js';
import { noise, sine } from './signals.js';
import { ffmpeg, ffmpegSamples, ffprobe, folder, hasStrangers, inPieces, readAll, sox, written } from './sound-file.js';

const stereo = noise(2 * 4410, 32_767, 7);
const rates = { sampleRateHz: 44_100, channels: 2 };

describe('WAV of ours', () => {
  it('comes back as it was written, in pieces of any size', async () => {
    const path = await written('own.wav', rates, stereo.subarray(0, 882), stereo.subarray(882));
    const bytes = readFileSync(path);
    for (const size of [1, 7, 1000, bytes.length]) {
      const { file, samples, frames } = await readAll(inPieces(bytes, size), { frameMs: 10 });
      expect(file).toMatchObject({ format: 'wav', encoding: 'pcm16', ...rates, totalSamples: 4410, durationMs: 100 });
      expect(file).toMatchObject({ samplesRead: 4410, truncated: false, damagedParts: 0 });
      expect(frames.map(({ length }) => length)).toEqual(new Array(10).fill(882));
      expect(samples).toEqual([...stereo]);
    }
  });

  it('keeps floating point as it is, with silence for what is no number', async () => {
    const frame = Float32Array.of(0, 0.5, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e-9, 2 ** -15);
    const path = await written('float.wav', { sampleRateHz: 8000, encoding: 'float32' }, frame);
    const { samples } = await readAll(path, { samples: 'float32' });
    expect(samples).toEqual([...frame].map((value) => (Number.isFinite(value) ? value : 0)));
    expect((await readAll(path)).samples).toEqual([0, 16_384, -32_768, 32_767, 0, 0, 0, 1]);
  });

  it.each(['a-law', 'mu-law'] as const)('is as the codec has it in %s', async (law) => {
    const every = Int16Array.from({ length: 65_536 }, (_, n) => n - 32_768);
    const path = await written(`${law}.wav`, { sampleRateHz: 8000, encoding: law }, every);
    const [codes, back] = [new Uint8Array(every.length), new Int16Array(every.length)];
    new G711Encoder({ law }).process(every, codes);
    new G711Decoder({ law }).process(codes, back);
    expect(Buffer.compare(readFileSync(path).subarray(-codes.length), codes)).toBe(0);
    expect((await readAll(path)).samples).toEqual([...back]);
  });

  it.skipIf(!hasStrangers).each([
    ['pcm16', 's16', 'pcm_s16le'],
    ['float32', 'flt', 'pcm_f32le'],
    ['a-law', 's16', 'pcm_alaw'],
    ['mu-law', 's16', 'pcm_mulaw'],
  ] as const)('is for ffmpeg and sox what it is for us: %s', async (encoding, sampleFormat, codec) => {
    const path = await written(`strangers-${encoding}.wav`, { ...rates, encoding }, stereo);
    const known = { codec_name: codec, sample_rate: '44100', channels: 2, duration_ts: 4410, sample_fmt: sampleFormat };
    expect(ffprobe(path)).toMatchObject(known);
    const ours = (await readAll(path)).samples;
    expect([...ffmpegSamples(path)]).toEqual(ours);
    const raw = execFileSync('sox', ['-D', path, '-t', 's16', '-']);
    expect([...new Int16Array(raw.buffer, raw.byteOffset, raw.length >> 1)]).toEqual(ours);
  });
});

describe.skipIf(!hasStrangers)('WAV of others', () => {
  const source = written('source.wav', rates, stereo);

  it.each([
    ['pcm_u8', 'pcm8'],
    ['pcm_s16le', 'pcm16'],
    ['pcm_s24le', 'pcm24'],
    ['pcm_s32le', 'pcm32'],
    ['pcm_f32le', 'float32'],
    ['pcm_f64le', 'float64'],
    ['pcm_alaw', 'a-law'],
    ['pcm_mulaw', 'mu-law'],
  ])('of ffmpeg in %s is bit for bit what ffmpeg reads', async (codec, encoding) => {
    const path = ffmpeg(await source, `${codec}.wav`, '-c:a', codec);
    const { file, samples } = await readAll(path);
    expect(file).toMatchObject({ format: 'wav', encoding, ...rates, totalSamples: 4410, truncated: false });
    expect(samples).toEqual([...ffmpegSamples(path)]);
  });

  it('of sox, extensible, of three and eight channels', async () => {
    for (const channels of [3, 8]) {
      const path = sox(await source, `sox-${channels}.wav`, '-c', String(channels), '-b', '24');
      const { file, samples } = await readAll(path, { samples: 'float32' });
      expect(file).toMatchObject({ encoding: 'pcm24', channels, totalSamples: 4410 });
      expect(samples.filter((_, n) => n % channels === 0)).toEqual(
        [...stereo].filter((_, n) => n % 2 === 0).map((s) => s / 32_768),
      );
    }
  });

  it('with a chunk of text before the samples and one after', async () => {
    const path = ffmpeg(await source, 'tagged.wav', '-metadata', `title=${'long '.repeat(20_000)}`, '-write_bext', '1');
    const bytes = Buffer.concat([readFileSync(path), Buffer.from('LIST\x05\0\0\0INFOx\0', 'latin1')]);
    expect((await readAll(inPieces(bytes, 4096))).samples).toEqual([...stereo]);
  });

  it('of unknown length, and as RF64', async () => {
    const raw = execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-i', await source, '-f', 'wav', '-'], {});
    const piped = await readAll(inPieces(raw, 999));
    expect(piped.file).toMatchObject({ totalSamples: undefined, durationMs: undefined, truncated: false });
    expect(piped.samples).toEqual([...stereo]);
    const large = await readAll(ffmpeg(await source, 'rf64.wav', '-rf64', 'always'));
    expect(large.file).toMatchObject({ totalSamples: 4410, truncated: false });
    expect(large.samples).toEqual([...stereo]);
  });
});

describe('a WAV file whose header lies', () => {
  const whole = written('lies.wav', { sampleRateHz: 8000, channels: 2 }, noise(200)).then((path) => readFileSync(path));
  const sizeAt = 76; // of the data chunk, behind the room for 64-bit sizes

  it.each([
    ['nothing, though there is something', 0, undefined, 200, false],
    ['an unknown length', 0xffff_ffff, undefined, 200, false],
    ['too much', 0x7fff_fffc, 0x1fff_ffff, 200, true],
    ['half of a frame too much', 402, 100, 200, false],
    ['half', 200, 50, 100, false],
    ['half of a frame too little', 398, 99, 198, false],
  ])('says %s', async (_, size, totalSamples, samples, truncated) => {
    const bytes = Buffer.from(await whole);
    bytes.writeUInt32LE(size, sizeAt);
    const read = await readAll(inPieces(bytes, 50));
    expect(read.samples).toEqual([...noise(200)].slice(0, samples));
    expect(read.file).toMatchObject({ totalSamples, truncated });
  });

  it('gives what is there, cut at any byte, and says so', async () => {
    const bytes = await whole;
    for (let cut = 0; cut <= bytes.length; cut++) {
      const reading = readAll(inPieces(bytes.subarray(0, cut), 33));
      if (cut < 80) {
        await expect(reading).rejects.toMatchObject({ name: 'OssicleError', code: 'FORMAT_INVALID' });
        continue;
      }
      const { samples, file } = await reading;
      expect(samples).toEqual([...noise(200)].slice(0, Math.floor((cut - 80) / 4) * 2));
      expect(file.truncated).toBe(cut < bytes.length);
    }
  });

  it('is refused with the reason when it is of a kind that is not read', async () => {
    const bytes = Buffer.from(await whole);
    bytes.writeUInt16LE(0x11, 56); // ADPCM
    await expect(readAll(inPieces(bytes, 64))).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: /PCM, float or G.711/,
    });
    await expect(readAll(inPieces(Buffer.from('nothing'), 3))).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });
});

describe('writing', () => {
  const frame = sine(440, 8000, 160);

  it('leaves nothing when it is aborted, and what is there when asked to', async () => {
    const [lost, kept] = ['lost.wav', 'kept.wav'].map((name) => join(folder, name)) as [string, string];
    {
      await using file = await createAudioFile(lost, { sampleRateHz: 8000 });
      await file.write(frame);
    }
    {
      await using file = await createAudioFile(kept, { sampleRateHz: 8000, keepPartial: true });
      await file.write(frame);
    }
    expect(existsSync(lost)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
    expect((await readAll(kept)).samples).toEqual([...frame]);
  });

  it('ends with ABORTED by its signal, and keeps the file that was there', async () => {
    const path = await written('old.wav', { sampleRateHz: 8000 }, frame);
    const controller = new AbortController();
    const file = await createAudioFile(path, { sampleRateHz: 16_000, signal: controller.signal });
    await file.write(frame);
    controller.abort();
    await expect(file.write(frame)).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(file.close()).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await readAll(path)).file.sampleRateHz).toBe(8000);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('takes frames of many lengths one after the other without waiting', async () => {
    const path = join(folder, 'queued.wav');
    const file = await createAudioFile(path, { sampleRateHz: 8000 });
    const long = noise(200_000);
    await Promise.all([file.write(frame), file.write(long), file.write(new Int16Array(0)), file.write(frame)]);
    await file.close();
    expect(file.samplesWritten).toBe(200_320);
    expect((await readAll(path)).samples).toEqual([...frame, ...long, ...frame]);
    await expect(file.write(frame)).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('refuses what cannot be written', async () => {
    const path = join(folder, 'refused.wav');
    const file = await createAudioFile(path, { sampleRateHz: 8000, channels: 2 });
    const refusal = (parameter: string) => ({ code: 'INVALID_ARGUMENT', details: { parameter } });
    await expect(file.write(new Int16Array(3))).rejects.toMatchObject(refusal('frame'));
    await expect(file.write([1, 2] as never)).rejects.toMatchObject(refusal('frame'));
    await file.abort();
    await expect(createAudioFile('x.aiff', { sampleRateHz: 8000 })).rejects.toMatchObject(refusal('format'));
    await expect(createAudioFile(path, { sampleRateHz: 1 })).rejects.toMatchObject(refusal('sampleRateHz'));
    await expect(createAudioFile(path, null as never)).rejects.toMatchObject(refusal('options'));
    const nowhere = join(folder, 'no', 'such', 'folder.wav');
    await expect(createAudioFile(nowhere, { sampleRateHz: 8000 })).rejects.toMatchObject({ code: 'FILE_FAILED' });
  });
});

describe('reading', () => {
  it('ends with ABORTED while a source keeps it waiting', async () => {
    const stuck = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
    const signal = AbortSignal.timeout(20);
    await expect(openAudioFile(stuck, { signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('refuses what it cannot read', async () => {
    await expect(openAudioFile(join(folder, 'missing.wav'))).rejects.toMatchObject({ code: 'FILE_FAILED' });
    await expect(openAudioFile(5 as never)).rejects.toMatchObject({ details: { parameter: 'source' } });
    await expect(openAudioFile('a', { frameMs: 0 })).rejects.toMatchObject({ details: { parameter: 'frameMs' } });
    await expect(openAudioFile('a', { samples: 'int8' as never })).rejects.toMatchObject({
      details: { parameter: 'samples' },
    });
  });

  it('happens once, and closes the file when it is left', async () => {
    const file = await openAudioFile(await written('once.wav', { sampleRateHz: 8000 }, noise(800)));
    for await (const frame of file) {
      expect(frame.length).toBe(160);
      break;
    }
    expect(file.samplesRead).toBe(160);
    await expect(file[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('the units', () => {
  it('give and take in pieces', () => {
    using writer = new WavWriter({ sampleRateHz: 8000 });
    using reader = new WavReader();
    const [buffer, frame, signal] = [new Uint8Array(100), new Int16Array(30), noise(100_000)];
    const heard: number[] = [];
    const pass = () => {
      for (let bytes = writer.take(buffer); bytes > 0; bytes = writer.take(buffer)) {
        for (let at = 0; at < bytes; at += reader.push(buffer.subarray(at, bytes)))
          heard.push(...frame.subarray(0, reader.read(frame)));
      }
    };
    for (let at = 0; at < signal.length; ) {
      at += writer.write(signal.subarray(at));
      pass();
    }
    while (!writer.finish()) pass();
    pass();
    reader.end();
    for (let samples = reader.read(frame); samples > 0; samples = reader.read(frame))
      heard.push(...frame.subarray(0, samples));
    expect(heard).toEqual([...signal]);
    expect(reader.truncated).toBe(false);
  });
});
