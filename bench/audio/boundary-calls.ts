// Times calls from JavaScript, ours and empty ones in turn, and counts what they allocate. Prints one line of JSON.
import { G711Decoder, G711Encoder, LevelMeter } from 'ossicle/audio';
import { collectGarbage, javascriptBytes, loadEmptyMethods } from './addon.js';
import { frameCalls } from './frame-calls.js';

/** Figures of one case over all rounds, in ns per call; allocations per call in bytes and times. */
export interface BoundaryFigures {
  readonly case: string;
  readonly ours: readonly number[];
  readonly empty: readonly number[];
  readonly javascriptBytes: number;
  readonly nativeAllocations: number;
}

interface Case {
  readonly name: string;
  /** Makes so many calls. Each loop is written out, so that the compiler sees one call in it, as in a program. */
  readonly ours: (calls: number) => void;
  readonly empty: (calls: number) => void;
}

const empty = loadEmptyMethods();
const frame = new Int16Array(160).fill(1000);
const payload = new Uint8Array(160);
const several = 64;

function oneMeter(): Case {
  const meter = new LevelMeter({ sampleRateHz: 8000 });
  return {
    name: 'LevelMeter.process, one view',
    ours: (calls) => {
      for (let i = 0; i < calls; ++i) meter.process(frame);
    },
    empty: (calls) => {
      for (let i = 0; i < calls; ++i) empty.oneView(frame);
    },
  };
}

function manyMeters(): Case {
  const meters = Array.from({ length: several }, () => new LevelMeter({ sampleRateHz: 8000 }));
  const frames = Array.from({ length: several }, () => new Int16Array(160).fill(1000));
  return {
    name: `${several} LevelMeters in turn, one view`,
    ours: (calls) => {
      for (let i = 0; i < calls; ++i) meters[i % several]?.process(frames[i % several] as Int16Array);
    },
    empty: (calls) => {
      for (let i = 0; i < calls; ++i) empty.oneView(frames[i % several] as Int16Array);
    },
  };
}

function decoder(): Case {
  const unit = new G711Decoder({ law: 'mu-law' });
  return {
    name: 'G711Decoder.process, two views',
    ours: (calls) => {
      for (let i = 0; i < calls; ++i) unit.process(payload, frame);
    },
    empty: (calls) => {
      for (let i = 0; i < calls; ++i) empty.twoViews(payload, frame);
    },
  };
}

function encoder(): Case {
  const unit = new G711Encoder({ law: 'mu-law' });
  return {
    name: 'G711Encoder.process, two views',
    ours: (calls) => {
      for (let i = 0; i < calls; ++i) unit.process(frame, payload);
    },
    empty: (calls) => {
      for (let i = 0; i < calls; ++i) empty.twoViews(frame, payload);
    },
  };
}

function nsPerCall(run: (calls: number) => void, roundMs: number): number {
  const batch = 20_000;
  const begin = process.hrtime.bigint();
  const end = begin + BigInt(roundMs) * 1_000_000n;
  let calls = 0;
  let now = begin;
  for (; now < end; now = process.hrtime.bigint(), calls += batch) run(batch);
  return Number(now - begin) / calls;
}

/** What `calls` leave behind on either heap, per call. The semi-space holds all of it: nothing is collected between. */
function allocationsOf(
  run: (calls: number) => void,
  calls: number,
): Pick<BoundaryFigures, 'javascriptBytes' | 'nativeAllocations'> {
  collectGarbage();
  const [bytes, allocations] = [javascriptBytes(), empty.allocations()];
  run(calls);
  const [nativeAllocations, heapBytes] = [empty.allocations() - allocations, javascriptBytes() - bytes];
  return { javascriptBytes: heapBytes / calls, nativeAllocations: nativeAllocations / calls };
}

/** Uses every unit first: what the classes share is then as slow as in a program that uses them all. */
function useEveryUnit(): void {
  for (const { make, frame: call } of frameCalls) {
    const unit = make();
    for (let i = 0; i < 3000; ++i) call(unit as never);
  }
}

const [rounds = 3, roundMs = 200, counted = 5_000_000] = process.argv.slice(2).map(Number);
if (empty.allocations() < 0) throw new Error('The counter of allocations is not preloaded.');
useEveryUnit();
const figures = [oneMeter(), manyMeters(), decoder(), encoder()].map(({ name, ours, empty: floor }) => {
  nsPerCall(ours, roundMs);
  nsPerCall(floor, roundMs);
  const times = { ours: [] as number[], empty: [] as number[] };
  for (let round = 0; round < rounds; ++round) {
    const order = [() => times.ours.push(nsPerCall(ours, roundMs)), () => times.empty.push(nsPerCall(floor, roundMs))];
    for (const measure of round % 2 === 0 ? order : order.reverse()) measure();
  }
  return { case: name, ...times, ...allocationsOf(ours, counted) } satisfies BoundaryFigures;
});
process.stdout.write(`${JSON.stringify({ figures })}\n`);
