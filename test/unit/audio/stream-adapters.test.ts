import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { describe, expect, it } from 'vitest';
import {
  DtmfDetector,
  type DtmfEvent,
  DtmfGenerator,
  G711Decoder,
  L16Encoder,
  OpusDecoder,
  OpusEncoder,
  processAll,
  Reframer,
  Resampler,
  toNodeTransform,
  toTransformStream,
} from '../../../lib/audio/index.js';
import { amplitudeAt, joined, noise, sine } from './signals.js';

function pieces(input: Int16Array, size: number): Int16Array[] {
  return Array.from({ length: Math.ceil(input.length / size) }, (_, i) => input.subarray(i * size, (i + 1) * size));
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

describe('toTransformStream', () => {
  it('takes a tone through encoder and decoder, with chunks that are no frames', async () => {
    using encoder = new OpusEncoder({ sampleRateHz: 16_000, bitrateBps: 64_000, frameMs: 40 });
    using decoder = new OpusDecoder({ sampleRateHz: 16_000 });
    const source = ReadableStream.from(pieces(sine(1000, 16_000, 16_000), 333));
    const output = source.pipeThrough(toTransformStream(encoder)).pipeThrough(toTransformStream(decoder));
    const frames = await collect(output);
    expect(frames.every(({ length }) => length === 640)).toBe(true);
    const audio = joined(frames);
    expect(audio.length).toBeGreaterThanOrEqual(16_000 + encoder.latencySamples);
    expect(amplitudeAt(audio.subarray(8000, 9600), 1000, 16_000)).toBeGreaterThan(8500);
  });

  it('fails when the unit does', async () => {
    using decoder = new OpusDecoder({ sampleRateHz: 16_000 });
    const output = ReadableStream.from([Uint8Array.of(0xff)]).pipeThrough(toTransformStream(decoder));
    await expect(collect(output)).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });
});

describe('toNodeTransform', () => {
  it('resamples a byte stream that is cut anywhere, to the last sample', async () => {
    using resampler = new Resampler({ inputRateHz: 8000, outputRateHz: 16_000 });
    const input = sine(1000, 8000, 8000);
    const bytes = Buffer.from(input.buffer);
    const chunks = Array.from({ length: Math.ceil(16_000 / 77) }, (_, i) => bytes.subarray(i * 77, (i + 1) * 77));
    const transform = toNodeTransform(resampler, { output: 'bytes' });
    const output: Buffer[] = [];
    transform.on('data', (chunk: Buffer) => output.push(chunk));
    await pipeline(Readable.from(chunks, { objectMode: false }), transform);
    const whole = Buffer.concat(output);
    const audio = new Int16Array(new Uint8Array(whole).buffer);
    expect(Math.abs(audio.length - 16_000 - resampler.latencySamples)).toBeLessThanOrEqual(1);
    expect(amplitudeAt(audio.subarray(8000, 9600), 1000, 16_000)).toBeCloseTo(10_000, -2);
  });

  it('hands out what the unit finds', async () => {
    using generator = new DtmfGenerator({ sampleRateHz: 8000 });
    using detector = new DtmfDetector({ sampleRateHz: 8000 });
    generator.dial('31#');
    const audio = new Int16Array(5000);
    generator.process(audio);
    const events = (await collect(Readable.from(pieces(audio, 999)).pipe(toNodeTransform(detector)))) as DtmfEvent[];
    expect(events.map(({ type, digit }) => `${type} ${digit}`)).toEqual(
      ['3', '1', '#'].flatMap((digit) => [`started ${digit}`, `ended ${digit}`]),
    );
  });

  it('feeds bytes to units that take bytes', async () => {
    using decoder = new G711Decoder({ law: 'mu-law' });
    const source = Readable.from([Buffer.alloc(100, 0xff), Buffer.alloc(60, 0xff)], { objectMode: false });
    const frames = await collect(source.pipe(toNodeTransform(decoder)));
    expect(joined(frames as Int16Array[])).toEqual(new Int16Array(160));
  });

  it('fails when the unit does', async () => {
    const unit = new L16Encoder();
    unit.close();
    const transform = toNodeTransform(unit);
    await expect(pipeline(Readable.from([new Int16Array(1)]), transform)).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('processAll', () => {
  it('re-frames an array of pieces and fills up the last frame', async () => {
    const input = noise(1000);
    const frames = await collect(processAll(pieces(input, 77), new Reframer({ frameSamples: 160 })));
    expect(frames.map(({ length }) => length)).toEqual(Array(7).fill(160));
    expect(joined(frames).subarray(0, 1000)).toEqual(input);
    expect(joined(frames).subarray(1000)).toEqual(new Int16Array(120));
  });

  it('ends its source when the consumer breaks off', async () => {
    let ended = false;
    async function* source(): AsyncGenerator<Int16Array> {
      try {
        for (;;) yield new Int16Array(160);
      } finally {
        ended = true;
      }
    }
    for await (const _ of processAll(source(), new Reframer({ frameSamples: 160 }))) break;
    await new Promise(setImmediate);
    expect(ended).toBe(true);
  });

  it('ends by its signal, even when the source never gives anything', async () => {
    const stuck = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
    const controller = new AbortController();
    const all = collect(processAll(stuck, new Reframer({ frameSamples: 160 }), { signal: controller.signal }));
    setImmediate(() => controller.abort(new Error('enough')));
    await expect(all).rejects.toMatchObject({ code: 'ABORTED', cause: new Error('enough') });
  });
});
