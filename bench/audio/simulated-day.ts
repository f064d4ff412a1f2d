// A day of packets through one jitter buffer, on virtual time: simulated-day.js pcmu|opus SEED
// Prints a line of JSON after each two hours of packets and one at the end.
import { JitterBuffer } from 'ossicle/audio';
import { collectGarbage } from './addon.js';
import { Line } from './day/line.js';
import { type DaySummary, Listener } from './day/listener.js';
import { muLawPackets, opusPackets } from './day/packets.js';
import { packetsOfDay, Sender } from './day/sender.js';

/** How far the day is, and the memory after a collection of garbage. */
export interface DayReading {
  readonly hours: number;
  readonly seconds: number;
  readonly rssBytes: number;
}

export type DayLine = DayReading | DaySummary;

const tickMs = 20;
const packetsOfHour = packetsOfDay / 24;
const hoursOfReading = 2;

const [codec, seed] = process.argv.slice(2);
if (codec !== 'pcmu' && codec !== 'opus') throw new Error(`The codec is pcmu or opus, not ${codec}.`);
const packets = codec === 'pcmu' ? muLawPackets() : opusPackets();
const listener = new Listener(packets, new JitterBuffer({ codec, sampleRateHz: 8000 }));
const begin = performance.now();

function tell(line: DayLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function read(hours: number): void {
  collectGarbage();
  tell({ hours, seconds: (performance.now() - begin) / 1000, rssBytes: process.memoryUsage.rss() });
}

const line = new Line(new Sender(Number(seed)), Number(seed) + 1, (sending) => {
  listener.noteSent(sending);
  const hours = (sending.number + 1) / packetsOfHour;
  if (hours % hoursOfReading === 0) read(hours);
});
for (let nowMs = 7; !line.isOver; nowMs += tickMs) {
  line.deliver(nowMs, (sending, arrivalMs) => listener.insert(sending, arrivalMs));
  listener.listen(nowMs);
}
tell(listener.summary);
