import type { RunOptions } from '../harness/benchmark.js';
import { type Outcome, type Row, rounded, row } from '../harness/result.js';
import { median } from '../harness/statistics.js';
import { confirm, type Field, held, note, rounds, search } from './capacity.js';
import { mixFloor, ours } from './media-servers.js';
import type { MixRun } from './mix-load.js';

const room = 4;
const goal = 1500;
const most = 3400; // more than one core has ever held
const short = { warmUpMs: 1000, windowMs: 3000 };
const field: Field = { servers: [ours, mixFloor], room };

function costRow(name: string, oursRuns: readonly MixRun[], floorRuns: readonly MixRun[]): Row {
  const figure = (runs: readonly MixRun[]): number | null => {
    const middle = median(runs.map((run) => run.microsecondsPerLeg));
    return middle === null ? null : rounded(middle, 3);
  };
  return row({ case: name, metric: 'cpu', unit: 'us', kind: 'cost', ours: figure(oursRuns), floor: figure(floorRuns) });
}

/** At one size: whether it is held in most rounds, and what a leg costs. */
async function measureFixed({ say }: RunOptions): Promise<Outcome> {
  const { ours: oursRuns = [], floor = [] } = await rounds(field, { ours: goal, floor: goal }, short, 3, say);
  const name = `${goal} legs in rooms of ${room}`;
  const size = (runs: readonly MixRun[]): number | null =>
    runs.filter((run) => held(run, field)).length >= 2 ? goal : null;
  const legs = row({
    case: name,
    metric: 'legs',
    unit: 'legs',
    kind: 'rate',
    ours: size(oursRuns),
    floor: size(floor),
  });
  const notes = [
    `legs: a fixed size, so ${goal} is a lower bound and an empty figure means that it was not held`,
    note('legs, ours', oursRuns, field),
    note('legs, floor', floor, field),
  ];
  return { rows: [legs, costRow(name, oursRuns, floor)], notes };
}

async function measureCapacity({ say }: RunOptions): Promise<Outcome> {
  const limits = { first: goal / 2, most };
  const sizes = {
    ours: await search(field, ours, limits, say),
    floor: await search(field, mixFloor, limits, say),
  };
  const { ours: oursRuns = [], floor = [] } = await confirm(field, sizes, say);
  const name = `rooms of ${room}, all talk`;
  const legs = row({ case: name, metric: 'legs', unit: 'legs', kind: 'rate', ...sizes });
  const cap = Object.values(sizes).some((size) => size === most) ? [`legs: ${most} is the most that was tried`] : [];
  const notes = [
    note(`legs, ours at ${sizes.ours}`, oursRuns, field),
    note(`legs, floor at ${sizes.floor}`, floor, field),
  ];
  return { rows: [legs, costRow(`${name}, each at its capacity`, oursRuns, floor)], notes: [...cap, ...notes] };
}

/** Mixing G.711 legs that one core holds, with real UDP. */
export function measureLegCapacity(options: RunOptions): Promise<Outcome> {
  return options.quick ? measureFixed(options) : measureCapacity(options);
}
