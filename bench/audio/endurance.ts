// Calls one unit so many times and tells how the memory of the process went: endurance.js NAME FRAMES
// Prints a line of JSON after each tenth of the frames.
import { collectGarbage } from './addon.js';
import { frameCalls } from './frame-calls.js';

/** How far it is, and the memory after a collection of garbage. */
export interface EnduranceReading {
  readonly frames: number;
  readonly seconds: number;
  readonly rssBytes: number;
}

const readings = 10;

const [name = '', frames = '0'] = process.argv.slice(2);
const call = frameCalls.find((candidate) => candidate.name === name);
if (call === undefined) throw new Error(`There are no frame calls of ${name}.`);
const { make, frame } = call.endurance ?? call;
const unit = make() as never;

function run(calls: number): void {
  for (let i = 0; i < calls; ++i) frame(unit);
}

const begin = performance.now();
for (let n = 1; n <= readings; ++n) {
  run(Number(frames) / readings);
  collectGarbage();
  const reading: EnduranceReading = {
    frames: (n * Number(frames)) / readings,
    seconds: (performance.now() - begin) / 1000,
    rssBytes: process.memoryUsage.rss(),
  };
  process.stdout.write(`${JSON.stringify(reading)}\n`);
}
