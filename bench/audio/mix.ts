import type { Benchmark, RunOptions } from '../harness/benchmark.js';
import { LineProgram, niceness, serverCore } from '../harness/line-program.js';
import { nativeProgram } from '../harness/paths.js';
import { type Outcome, type Row, rounded, row } from '../harness/result.js';
import { median, range } from '../harness/statistics.js';

/** What `bench/native/mixer_loop.cc` prints: nanoseconds per member and frame, round by round. */
interface MixerLoop {
  readonly plain: readonly number[];
  readonly full: readonly number[];
  readonly floor: readonly number[];
}

const ratesHz = [8000, 16_000, 48_000];
const sizes = [3, 10, 100, 1000];

async function runMixerLoop(rateHz: number, members: number, rounds: number, roundMs: number): Promise<MixerLoop> {
  const args = [rateHz, members, rounds, roundMs].map(String);
  await using program = LineProgram.start(nativeProgram('mixer_loop'), args, {
    core: serverCore,
    nice: niceness.likeMediaThread,
  });
  return await program.json<MixerLoop>();
}

function figure(values: readonly number[]): number | null {
  const middle = median(values);
  return middle === null ? null : rounded(middle, 3);
}

async function measure({ quick, say }: RunOptions): Promise<Outcome> {
  const rows: Row[] = [];
  const notes: string[] = [];
  for (const rateHz of ratesHz) {
    for (const members of sizes) {
      const name = `${members} at ${rateHz / 1000} kHz`;
      say(`mixing ${name}`);
      const loop = await runMixerLoop(rateHz, members, quick ? 3 : 9, quick ? 60 : 300);
      const common = { metric: 'ns', unit: 'ns', kind: 'cost', floor: figure(loop.floor) } as const;
      rows.push(row({ ...common, case: `${name}, plain`, ours: figure(loop.plain) }));
      rows.push(row({ ...common, case: `${name}, full`, ours: figure(loop.full) }));
      notes.push(`${name}: plain ${range(loop.plain)}, full ${range(loop.full)}, floor ${range(loop.floor)} ns`);
    }
  }
  return { rows, notes };
}

/** The mixer without codecs and I/O beside a loop that only sums, subtracts and saturates. */
export const mix: Benchmark = {
  name: 'mix',
  about: 'cost of a member of a mix, with and without gains, limiter and active speaker',
  run: measure,
};
