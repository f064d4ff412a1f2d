import type { RunOptions } from '../harness/benchmark.js';
import { range } from '../harness/statistics.js';
import type { MediaServer } from './media-servers.js';
import { type MixRun, runMixLoad } from './mix-load.js';

const step = 100;
const probe = { warmUpMs: 2000, windowMs: 8000 };
const confirming = { warmUpMs: 2000, windowMs: 10_000 };

/** What is compared: servers, each with the number of legs it gets. */
export interface Field {
  readonly servers: readonly MediaServer[];
  readonly room: number;
  readonly srtp?: boolean;
  /** More than the rules of any load: why a run does not count. */
  readonly misses?: (run: MixRun) => readonly string[];
}

/** Legs or runs of each server, by its name. */
export type PerServer<T> = Record<string, T>;

/** Whether a run kept all the rules. */
export function held(run: MixRun, field: Field): boolean {
  return !run.void && missesOf(run, field).length === 0;
}

function missesOf(run: MixRun, { misses }: Field): readonly string[] {
  return [...run.misses, ...(misses?.(run) ?? [])];
}

function loadOf({ room, srtp = false }: Field): { room: number; srtp: boolean } {
  return { room, srtp };
}

function describe(run: MixRun, field: Field): string {
  const { ear } = run;
  const missed = missesOf(run, field);
  const verdict = run.void ? 'void' : missed.length === 0 ? 'held' : missed.join(', ');
  return (
    `${verdict}; core ${(run.share * 100).toFixed(0)} %, P99 gap ${ear.gapP99} ms, loss ${(ear.loss * 100).toFixed(3)} %, ` +
    `SNR ${ear.snrLeast} dB, generator ${(ear.core * 100).toFixed(0)} %`
  );
}

/** Runs each server `count` times at its size, the order turned with each round. */
export async function rounds(
  field: Field,
  sizes: PerServer<number>,
  times: { readonly warmUpMs: number; readonly windowMs: number },
  count: number,
  say: RunOptions['say'],
): Promise<PerServer<MixRun[]>> {
  const runs: PerServer<MixRun[]> = Object.fromEntries(field.servers.map(({ name }) => [name, []]));
  for (let round = 0; round < count; ++round) {
    for (let turn = 0; turn < field.servers.length; ++turn) {
      const server = field.servers[(turn + round) % field.servers.length] as MediaServer;
      const legs = sizes[server.name] ?? 0;
      const run = await runMixLoad({ server, legs, ...loadOf(field), ...times });
      say(`${server.name}, ${legs} legs: ${describe(run, field)}`);
      runs[server.name]?.push(run);
    }
  }
  return runs;
}

/** The largest size a server holds, by bisection around what one run at `first` legs promises. */
export async function search(
  field: Field,
  server: MediaServer,
  { first, most }: { readonly first: number; readonly most: number },
  say: RunOptions['say'],
): Promise<number> {
  const run = async (legs: number): Promise<MixRun> => {
    const outcome = await runMixLoad({ server, legs, ...loadOf(field), ...probe });
    say(`${server.name}, ${legs} legs: ${describe(outcome, field)}`);
    return outcome;
  };
  const promised = (20_000 / (await run(first)).microsecondsPerLeg) * 0.95;
  let low = 0;
  let high = Math.min(Math.ceil((promised * 1.3) / step), most / step + 1);
  while (high - low > 1) {
    const middle = low === 0 ? Math.max(Math.floor(high * 0.7), 1) : Math.floor((low + high) / 2);
    if (held(await run(middle * step), field)) low = middle;
    else high = middle;
  }
  return low * step;
}

/** Runs at sizes held in four of five windows; five percent less is tried while one is not. `sizes` is changed to that. */
export async function confirm(
  field: Field,
  sizes: PerServer<number>,
  say: RunOptions['say'],
): Promise<PerServer<MixRun[]>> {
  for (;;) {
    const runs = await rounds(field, sizes, confirming, 5, say);
    const failing = field.servers.filter(({ name }) => (runs[name] ?? []).filter((run) => held(run, field)).length < 4);
    if (failing.length === 0) return runs;
    for (const { name } of failing) sizes[name] = Math.floor(((sizes[name] ?? 0) * 0.95) / field.room) * field.room;
  }
}

/** For a note: what a leg cost, its gaps, and the runs that do not count. */
export function note(what: string, runs: readonly MixRun[], field: Field): string {
  const failed = runs.filter((run) => !held(run, field)).map((run) => describe(run, field));
  const cost = range(runs.map((run) => run.microsecondsPerLeg));
  const gap = range(runs.map((run) => run.ear.gapP99));
  return `${what}: ${cost} us per leg and 20 ms, P99 gap ${gap} ms${failed.length === 0 ? '' : `; not held: ${failed.join(' | ')}`}`;
}
