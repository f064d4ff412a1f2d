// Calls one unit so many times and tells how the memory of the process went: endurance.js NAME FRAMES
// Prints one line of JSON. Ten readings, each after a collection of garbage.
import { collectGarbage } from './addon.js';
import { frameCalls } from './frame-calls.js';

/** What became of the memory. */
export interface Endurance {
  readonly about: string;
  readonly frames: number;
  readonly seconds: number;
  /** After each tenth of the frames. */
  readonly rssBytes: readonly number[];
}

const [name = '', frames = '0'] = process.argv.slice(2);
const call = frameCalls.find((candidate) => candidate.name === name);
if (call === undefined) throw new Error(`There are no frame calls of ${name}.`);
const { about = '', make, frame } = call.shortest ?? call;
const unit = make() as never;

function run(calls: number): void {
  for (let i = 0; i < calls; ++i) frame(unit);
}

const begin = performance.now();
const rssBytes = Array.from({ length: 10 }, () => {
  run(Number(frames) / 10);
  collectGarbage();
  return process.memoryUsage.rss();
});
const seconds = (performance.now() - begin) / 1000;
process.stdout.write(`${JSON.stringify({ about, frames: Number(frames), seconds, rssBytes } satisfies Endurance)}\n`);
