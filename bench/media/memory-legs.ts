// What legs of the media engine take: memory-legs.js CODEC LEGS ROOM ROUNDS. Prints one line of JSON.
import { readdirSync } from 'node:fs';
import { G711Decoder, G711Encoder, OpusDecoder, OpusEncoder } from 'ossicle/audio';
import { MediaEngine, type RtpEndpoint } from 'ossicle/media';
import { collectGarbage } from '../audio/addon.js';

/** Bytes of resident memory, and what a process holds open. */
export interface LegMemory {
  /** Per leg, in its room, after a second. */
  readonly legBytes: number;
  /** Per encoder and decoder alone. */
  readonly codecBytes: number;
  /** After each round of legs made and closed. */
  readonly rounds: readonly { readonly rssBytes: number; readonly descriptors: number }[];
}

const [codec = 'PCMU', ...numbers] = process.argv.slice(2);
const [legs = 1000, room = 4, rounds = 5] = numbers.map(Number);

async function settledRss(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  collectGarbage();
  return process.memoryUsage.rss();
}

async function bytesOf(make: () => unknown): Promise<number> {
  const kept: unknown[] = [make()];
  const before = await settledRss();
  for (let i = 0; i < legs; ++i) kept.push(make());
  const bytes = ((await settledRss()) - before) / legs;
  for (const pair of kept) for (const unit of pair as Disposable[]) unit[Symbol.dispose]();
  return bytes;
}

function makeCodec(): Disposable[] {
  if (codec === 'opus') return [new OpusEncoder({ sampleRateHz: 48_000 }), new OpusDecoder({ sampleRateHz: 48_000 })];
  return [new G711Encoder({ law: 'mu-law' }), new G711Decoder({ law: 'mu-law' })];
}

function makeLegs(engine: MediaEngine): RtpEndpoint[] {
  return Array.from({ length: legs / room }, () => engine.createSession()).flatMap((session) =>
    Array.from({ length: room }, () => {
      const endpoint = session.createEndpoint();
      endpoint.configure({
        remote: { address: '127.0.0.1', port: 9 },
        rtcpMux: false,
        codec: codec === 'opus' ? { name: 'opus', payloadType: 111 } : { name: 'PCMU', payloadType: 0 },
        telephoneEvent: { payloadType: 101, clockRateHz: 8000 },
      });
      return endpoint;
    }),
  );
}

const keepAlive = setInterval(() => undefined, 1000); // events of the engine do not
const codecBytes = await bytesOf(makeCodec);
await using engine = new MediaEngine({ threads: 1, bindAddress: '127.0.0.1', rtpPorts: { min: 20_000, max: 44_999 } });
const before = await settledRss();
let legBytes = 0;
const after: { rssBytes: number; descriptors: number }[] = [];
for (let round = 0; round < rounds; ++round) {
  const endpoints = makeLegs(engine);
  if (round === 0) legBytes = ((await settledRss()) - before) / legs;
  const closed = endpoints.map(
    (endpoint) => new Promise((resolve) => endpoint.events.once('closed', () => resolve(0))),
  );
  for (const session of new Set(endpoints.map((endpoint) => endpoint.session))) session.close();
  await Promise.all([...closed, new Promise((resolve) => setTimeout(resolve, 100))]);
  after.push({ rssBytes: await settledRss(), descriptors: readdirSync('/proc/self/fd').length });
}
clearInterval(keepAlive);
process.stdout.write(`${JSON.stringify({ legBytes, codecBytes, rounds: after } satisfies LegMemory)}\n`);
