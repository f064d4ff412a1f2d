import type { RunOptions } from '../harness/benchmark.js';
import { type Outcome, type Row, rounded, row } from '../harness/result.js';
import { median, range } from '../harness/statistics.js';
import { type Mixer, type MixRun, runMixLoad } from './mix-load.js';

const room = 4;
const goal = 1500;
const most = 3400; // what the port range holds
const step = 100;
const probe = { warmUpMs: 2000, windowMs: 8000 };
const confirming = { warmUpMs: 2000, windowMs: 10_000 };
const short = { warmUpMs: 1000, windowMs: 3000 };

/** Both mixers, the order turned with each round. */
function rotated(round: number): readonly Mixer[] {
  return round % 2 === 0 ? ['ours', 'floor'] : ['floor', 'ours'];
}

function describe(run: MixRun): string {
  const { ear } = run;
  const verdict = run.void ? 'void' : run.misses.length === 0 ? 'held' : run.misses.join(', ');
  return (
    `${verdict}; core ${(run.share * 100).toFixed(0)} %, P99 gap ${ear.gapP99} ms, loss ${(ear.loss * 100).toFixed(3)} %, ` +
    `SNR ${ear.snrLeast} dB, generator ${(ear.core * 100).toFixed(0)} %`
  );
}

function held(run: MixRun): boolean {
  return !run.void && run.misses.length === 0;
}

/** Runs each mixer `rounds` times at its size. */
async function rounds(
  sizes: Readonly<Record<Mixer, number>>,
  times: { readonly warmUpMs: number; readonly windowMs: number },
  count: number,
  say: RunOptions['say'],
): Promise<Record<Mixer, MixRun[]>> {
  const runs: Record<Mixer, MixRun[]> = { ours: [], floor: [] };
  for (let round = 0; round < count; ++round) {
    for (const mixer of rotated(round)) {
      const run = await runMixLoad({ mixer, legs: sizes[mixer], room, ...times });
      say(`${mixer}, ${sizes[mixer]} legs: ${describe(run)}`);
      runs[mixer].push(run);
    }
  }
  return runs;
}

function costRow(name: string, ours: readonly MixRun[], floor: readonly MixRun[]): Row {
  const figure = (runs: readonly MixRun[]): number | null => {
    const middle = median(runs.map((run) => run.microsecondsPerLeg));
    return middle === null ? null : rounded(middle, 3);
  };
  return row({ case: name, metric: 'cpu', unit: 'us', kind: 'cost', ours: figure(ours), floor: figure(floor) });
}

function note(what: string, runs: readonly MixRun[]): string {
  const failed = runs.filter((run) => !held(run)).map(describe);
  const cost = range(runs.map((run) => run.microsecondsPerLeg));
  const gap = range(runs.map((run) => run.ear.gapP99));
  return `${what}: ${cost} us per leg and 20 ms, P99 gap ${gap} ms${failed.length === 0 ? '' : `; not held: ${failed.join(' | ')}`}`;
}

/** At one size: whether it is held in most rounds, and what a leg costs. */
async function measureFixed({ say }: RunOptions): Promise<Outcome> {
  const runs = await rounds({ ours: goal, floor: goal }, short, 3, say);
  const name = `${goal} legs in rooms of ${room}`;
  const size = (mixer: Mixer): number | null => (runs[mixer].filter(held).length >= 2 ? goal : null);
  const legs = row({
    case: name,
    metric: 'legs',
    unit: 'legs',
    kind: 'rate',
    ours: size('ours'),
    floor: size('floor'),
  });
  const notes = [
    `legs: a fixed size, so ${goal} is a lower bound and an empty figure means that it was not held`,
    ...(['ours', 'floor'] as const).map((mixer) => note(`legs, ${mixer}`, runs[mixer])),
  ];
  return { rows: [legs, costRow(name, runs.ours, runs.floor)], notes };
}

/** The largest size a mixer holds, by bisection around what one run at half the goal promises. */
async function search(mixer: Mixer, say: RunOptions['say']): Promise<number> {
  const holds = async (legs: number): Promise<boolean> => {
    const run = await runMixLoad({ mixer, legs, room, ...probe });
    say(`${mixer}, ${legs} legs: ${describe(run)}`);
    return held(run);
  };
  const first = await runMixLoad({ mixer, legs: goal / 2, room, ...probe });
  const promised = (20_000 / first.microsecondsPerLeg) * 0.95;
  let low = 0;
  let high = Math.min(Math.ceil((promised * 1.3) / step), most / step + 1);
  while (high - low > 1) {
    const middle = low === 0 ? Math.max(Math.floor(high * 0.7), 1) : Math.floor((low + high) / 2);
    if (await holds(middle * step)) low = middle;
    else high = middle;
  }
  return low * step;
}

/** The largest size held in four of five windows; five percent less is tried while it is not. */
async function confirm(sizes: Record<Mixer, number>, say: RunOptions['say']): Promise<Record<Mixer, MixRun[]>> {
  for (;;) {
    const runs = await rounds(sizes, confirming, 5, say);
    const failing = (['ours', 'floor'] as const).filter((mixer) => runs[mixer].filter(held).length < 4);
    if (failing.length === 0) return runs;
    for (const mixer of failing) sizes[mixer] = Math.floor((sizes[mixer] * 0.95) / room) * room;
  }
}

async function measureCapacity({ say }: RunOptions): Promise<Outcome> {
  const sizes = { ours: await search('ours', say), floor: await search('floor', say) };
  const runs = await confirm(sizes, say);
  const name = `rooms of ${room}, all talk`;
  const legs = row({ case: name, metric: 'legs', unit: 'legs', kind: 'rate', ...sizes });
  const cap = Object.values(sizes).some((size) => size + step > most)
    ? [`legs: ${most} is the most that was tried`]
    : [];
  const notes = (['ours', 'floor'] as const).map((mixer) => note(`legs, ${mixer} at ${sizes[mixer]}`, runs[mixer]));
  return { rows: [legs, costRow(`${name}, each at its capacity`, runs.ours, runs.floor)], notes: [...cap, ...notes] };
}

/** Mixing G.711 legs that one core holds, with real UDP. */
export function measureLegCapacity(options: RunOptions): Promise<Outcome> {
  return options.quick ? measureFixed(options) : measureCapacity(options);
}
