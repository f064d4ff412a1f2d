// A call over a line of which every arrival is given, recorded: bad-line-call.js PACKAGE CALL OUT
// PACKAGE: folder of a built checkout, so that earlier versions make the same call. CALL: a file of `LineCall`.
// Prints one line of JSON, `RecordedCall`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a caller sends, and when it arrives. */
export interface LineCall {
  /** A file with the mu-law samples, 160 bytes a packet. */
  readonly payloads: string;
  /** From the beginning, for each packet; null for a lost one. */
  readonly arrivalsMs: readonly (number | null)[];
  /** How much later than the tick of the receiver the first packet leaves, 0 to 20. */
  readonly phaseMs: number;
}

/** What was recorded of it. */
export interface RecordedCall {
  /** When the first recorded sample was heard, from the moment when the first packet left. */
  readonly fromMs: number;
  readonly concealedMs: number;
}

type Testing = typeof import('ossicle/testing');

const phone = { address: '203.0.113.1', port: 4000 };
const slotMs = 5;
const tickMs = 20;
const warmUpMs = 100;

const [packageFolder = '', callFile = '', out = ''] = process.argv.slice(2);
const { SteppedEngine } = (await import(pathToFileURL(join(packageFolder, 'dist/testing/index.js')).href)) as Testing;
const { payloads, arrivalsMs, phaseMs } = JSON.parse(readFileSync(callFile, 'utf8')) as LineCall;
const codes = readFileSync(payloads);

const arrivals = arrivalsMs
  .flatMap((arrivalMs, number) => (arrivalMs === null ? [] : [{ arrivalMs, datagram: datagramOf(number) }]))
  .sort((a, b) => a.arrivalMs - b.arrivalMs);

function datagramOf(number: number): Uint8Array {
  const datagram = new Uint8Array(172);
  const header = new DataView(datagram.buffer);
  header.setUint8(0, 0x80);
  header.setUint16(2, number & 0xffff);
  header.setUint32(4, number * 160);
  header.setUint32(8, 7);
  datagram.set(codes.subarray(number * 160, (number + 1) * 160), 12);
  return datagram;
}

await using engine = new SteppedEngine();
const endpoint = engine.createSession().createEndpoint();
endpoint.configure({
  remote: phone,
  rtcpMux: true,
  codec: { name: 'PCMU', payloadType: 0 },
  telephoneEvent: null,
});
endpoint.setLoopback(true); // what it hears comes back on its ticks, which tells when those are
await engine.run(warmUpMs);
const recording = endpoint.record(out);
const recordedMs = engine.nowMs;
engine.takeStrays();
await engine.run(2 * tickMs);
const [stray] = engine.takeStrays();
if (stray === undefined) throw new Error('Nothing came back of the call.');
const firstTickMs = stray.atMs - tickMs * Math.ceil((stray.atMs - recordedMs) / tickMs - 1);

const startMs = firstTickMs + 3 * tickMs + phaseMs;
const endMs = startMs + arrivalsMs.length * tickMs + 1000;
let concealedMs = 0;
for (let next = 0; engine.nowMs < endMs; ) {
  const untilMs = engine.nowMs + slotMs - startMs;
  for (; next < arrivals.length && (arrivals[next]?.arrivalMs ?? 0) <= untilMs; next++) {
    const { arrivalMs = 0, datagram } = arrivals[next] ?? {};
    engine.setNetwork({ delayMs: startMs + arrivalMs - engine.nowMs });
    engine.inject(`${phone.address}:${phone.port}`, `192.0.2.1:${endpoint.localPort}`, datagram ?? new Uint8Array(0));
  }
  engine.setNetwork({});
  engine.step(slotMs);
  engine.takeStrays();
  if (next < arrivals.length) ({ concealedMs } = endpoint.stats()); // what comes after the last packet is nobody's fault
}
const stopped = recording.stop();
await engine.run(40);
const { reason } = await stopped;
if (reason !== 'stopped') throw new Error(`The recording has ${reason}.`);
const call: RecordedCall = { fromMs: firstTickMs - startMs, concealedMs };
process.stdout.write(`${JSON.stringify(call)}\n`);
