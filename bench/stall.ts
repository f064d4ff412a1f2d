import type { Benchmark } from './harness/benchmark.js';
import { LineProgram, niceness, serverCore } from './harness/line-program.js';
import { nativeProgram } from './harness/paths.js';
import { type Row, row } from './harness/result.js';
import { median, range } from './harness/statistics.js';
import { ours } from './media/media-servers.js';
import { type MixRun, runMixLoad } from './media/mix-load.js';

/** What `bench_timekeeper` reports. */
interface TimeReport {
  readonly missed: number;
  readonly gapP99: number;
  readonly gapMax: number;
}

interface StallRun {
  readonly mix: MixRun;
  readonly floor: TimeReport;
}

const blockMs = 200;
const room = 4;

/** One window with JavaScript blocked, and on the same core at the same time a thread that only keeps time. */
async function runOnce(legs: number, warmUpMs: number, windowMs: number): Promise<StallRun> {
  let floor: TimeReport = { missed: 0, gapP99: 0, gapMax: 0 };
  const keepTime = async (ms: number): Promise<void> => {
    await using keeper = LineProgram.start(nativeProgram('timekeeper'), [String(ms)], {
      core: serverCore,
      nice: niceness.likeMediaThread,
    });
    floor = await keeper.json<TimeReport>();
  };
  const mix = await runMixLoad({ server: ours, legs, room, warmUpMs, windowMs, blockMs, beside: keepTime });
  return { mix, floor };
}

function rowsOf(legs: number, runs: readonly StallRun[]): Row[] {
  const name = `${legs} legs, JavaScript blocked ${blockMs} ms of each second`;
  const cost = (metric: string, unit: string, ours: readonly number[], floor: readonly number[]): Row =>
    row({ case: name, metric, unit, kind: 'cost', ours: median(ours), floor: median(floor) });
  return [
    cost(
      'missed',
      'ticks',
      runs.map((r) => r.mix.mixer?.missedTicks ?? 0),
      runs.map((r) => r.floor.missed),
    ),
    cost(
      'jitter',
      'ms (P99 gap)',
      runs.map((r) => r.mix.ear.gapP99),
      runs.map((r) => r.floor.gapP99),
    ),
  ];
}

function notesOf(legs: number, runs: readonly StallRun[]): string[] {
  const missed = `missed ${runs.map((r) => r.mix.mixer?.missedTicks).join(', ')} (floor ${runs.map((r) => r.floor.missed).join(', ')})`;
  const largest = `largest gap ${range(runs.map((r) => r.mix.ear.gapMax))} ms (floor ${range(runs.map((r) => r.floor.gapMax))})`;
  const loss = `loss ${range(runs.map((r) => r.mix.ear.loss * 100))} %`;
  return [`${legs} legs: ${missed}; ${largest}; ${loss}`];
}

/** What listeners notice when JavaScript does nothing for 200 ms of each second. */
export const stall: Benchmark = {
  name: 'stall',
  about: 'missed ticks and packet gaps while JavaScript is blocked 200 ms of each second',
  async run({ quick, say }) {
    const rows: Row[] = [];
    const notes: string[] = [];
    for (const legs of quick ? [200] : [40, 200, 800]) {
      const runs: StallRun[] = [];
      for (let round = 0; round < (quick ? 3 : 5); ++round) {
        runs.push(await runOnce(legs, 1000, quick ? 3000 : 10_000));
        const { mix, floor } = runs.at(-1) as StallRun;
        say(
          `${legs} legs: missed ${mix.mixer?.missedTicks} (floor ${floor.missed}), P99 gap ${mix.ear.gapP99} (floor ${floor.gapP99}) ms`,
        );
      }
      rows.push(...rowsOf(legs, runs));
      notes.push(...notesOf(legs, runs));
    }
    return { rows, notes };
  },
};
