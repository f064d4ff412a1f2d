// Encodes and decodes a signal over and over with the classes of ossicle/audio: bench/native/codec_program.h in
// TypeScript.   codec-calls.js mu-law|a-law|g722 FILES ROUND_MS   codec-calls.js RATE COMPLEXITY FEC(0|1) FILES ROUND_MS
import { readFileSync, writeFileSync } from 'node:fs';
import { G711Decoder, G711Encoder, G722Decoder, G722Encoder, OpusDecoder, OpusEncoder } from 'ossicle/audio';

interface Encoder {
  process(input: Int16Array, output: Uint8Array): number;
  reset(): void;
}

interface Codec {
  readonly frameSamples: number;
  readonly encoder: Encoder;
  readonly decoder: { reset(): void };
  readonly decodeAll: (packets: readonly Uint8Array[], frames: readonly Int16Array[]) => void;
}

const mostPacketBytes = 1500;

function withoutLoss(frameSamples: number, encoder: Encoder, decoder: G711Decoder | G722Decoder | OpusDecoder): Codec {
  const decodeAll: Codec['decodeAll'] = (packets, frames) => {
    for (let i = 0; i < frames.length; ++i) decoder.process(packets[i] as Uint8Array, frames[i] as Int16Array);
  };
  return { frameSamples, encoder, decoder, decodeAll };
}

function opus(rateHz: 8000 | 16_000 | 48_000, complexity: number, fec: boolean): Codec {
  const expectedLossPercent = fec ? 10 : 0;
  const encoder = new OpusEncoder({ sampleRateHz: rateHz, complexity, fec, expectedLossPercent, bitrateBps: 24_000 });
  const decoder = new OpusDecoder({ sampleRateHz: rateHz });
  if (!fec) return withoutLoss(rateHz / 50, encoder, decoder);
  const decodeAll: Codec['decodeAll'] = (packets, frames) => {
    for (let i = 0; i < frames.length; ++i) {
      const frame = frames[i] as Int16Array;
      const next = packets[i + 1];
      if (i % 2 !== 0 || next === undefined) decoder.process(packets[i] as Uint8Array, frame);
      else if (decoder.decodeRedundancy(next, frame) === 0) decoder.conceal(frame);
    }
  };
  return { frameSamples: rateHz / 50, encoder, decoder, decodeAll };
}

function codecOf([kind = '', complexity, fec]: readonly string[]): Codec {
  if (kind === 'g722') return withoutLoss(320, new G722Encoder(), new G722Decoder());
  if (kind === 'mu-law' || kind === 'a-law')
    return withoutLoss(160, new G711Encoder({ law: kind }), new G711Decoder({ law: kind }));
  return opus(Number(kind) as 8000 | 16_000 | 48_000, Number(complexity), fec === '1');
}

function cut<View extends Int16Array | Uint8Array>(view: View, length: number): View[] {
  return Array.from(
    { length: Math.floor(view.length / length) },
    (_, i) => view.subarray(i * length, (i + 1) * length) as View,
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function joined(packets: readonly Uint8Array[]): Buffer {
  return Buffer.concat(packets.flatMap((packet) => [Uint8Array.of(packet.length & 255, packet.length >> 8), packet]));
}

const args = process.argv.slice(2);
const [files = '', roundMs = ''] = args.slice(-2);
const { frameSamples, encoder, decoder, decodeAll } = codecOf(args);
const bytes = readFileSync(`${files}.input`);
const signal = cut(new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)), frameSamples);
const decoded = new Int16Array(signal.length * frameSamples);
const frames = cut(decoded, frameSamples);
const room = cut(new Uint8Array(signal.length * mostPacketBytes), mostPacketBytes);
const lengths = new Array<number>(signal.length).fill(0);
let packets: Uint8Array[] = [];

function encodeAll(): void {
  for (let i = 0; i < signal.length; ++i) lengths[i] = encoder.process(signal[i] as Int16Array, room[i] as Uint8Array);
}

function usPerFrame(work: () => void): number {
  const begin = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - begin) / 1000 / signal.length;
}

const times = { encode: [] as number[], decode: [] as number[] };
for (const end = performance.now() + Number(roundMs); times.encode.length === 0 || performance.now() < end; ) {
  encoder.reset();
  decoder.reset();
  times.encode.push(usPerFrame(encodeAll));
  packets = room.map((view, i) => view.subarray(0, lengths[i]));
  times.decode.push(usPerFrame(() => decodeAll(packets, frames)));
}
writeFileSync(`${files}.packets`, joined(packets));
writeFileSync(`${files}.decoded`, decoded);
process.stdout.write(`${JSON.stringify({ encode: median(times.encode), decode: median(times.decode) })}\n`);
