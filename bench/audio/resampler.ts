import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark } from '../harness/benchmark.js';
import { type Row, rounded, row } from '../harness/result.js';
import { median, range } from '../harness/statistics.js';
import { type ResamplerEngine, type ResamplerRun, resamplerEngines, runResampler } from './resampler-engines.js';
import { testSignal } from './resampler-signal.js';

type Pair = readonly [inHz: number, outHz: number];

/** The runs of each engine with one pair of rates, round by round; none of an engine that is not installed. */
type PairRuns = ReadonlyMap<ResamplerEngine, readonly ResamplerRun[]>;

const ratesHz = [8000, 16_000, 24_000, 44_100, 48_000];
const quickPairs: readonly Pair[] = [
  [8000, 16_000],
  [48_000, 16_000],
  [44_100, 8000],
];
const allPairs: readonly Pair[] = ratesHz.flatMap((inHz) =>
  ratesHz.filter((outHz) => outHz !== inHz).map((outHz) => [inHz, outHz] as const),
);

function pairName([inHz, outHz]: Pair): string {
  return `${inHz / 1000} to ${outHz / 1000} kHz`;
}

async function measurePair(
  pair: Pair,
  engines: readonly ResamplerEngine[],
  files: string,
  quick: boolean,
): Promise<PairRuns> {
  writeFileSync(`${files}.input`, testSignal(...pair));
  const runs = new Map(engines.map((engine) => [engine, [] as ResamplerRun[]]));
  for (let round = 0; round < (quick ? 3 : 5); ++round) {
    for (let i = 0; i < engines.length; ++i) {
      const engine = engines[(i + round) % engines.length] as ResamplerEngine;
      runs.get(engine)?.push(await runResampler(engine, pair, files, quick ? 100 : 200));
    }
  }
  return runs;
}

function usOf(runs: PairRuns, engine: ResamplerEngine | undefined): number | null {
  const middle = engine && median((runs.get(engine) ?? []).map(({ us }) => us));
  return middle ? rounded(middle, 3) : null;
}

/** Cost beside bare speexdsp for each pair of rates. */
function costRows(all: ReadonlyMap<Pair, PairRuns>, ours: ResamplerEngine, speexdsp: ResamplerEngine): Row[] {
  return [...all].map(([pair, runs]) => {
    const [mine, peer] = [usOf(runs, ours), usOf(runs, speexdsp)];
    return row({
      case: pairName(pair),
      metric: 'us',
      unit: 'us',
      kind: 'cost',
      ours: mine,
      peer,
      peerName: speexdsp.name,
    });
  });
}

/** The median of the cost over all pairs beside an engine that does other work. */
function medianCostRow(all: ReadonlyMap<Pair, PairRuns>, ours: ResamplerEngine, peer: ResamplerEngine): Row {
  const middle = (engine: ResamplerEngine): number | null => {
    const costs = [...all.values()].map((runs) => usOf(runs, engine)).filter((us) => us !== null);
    const value = median(costs);
    return value === null ? null : rounded(value, 3);
  };
  const figures = { ours: middle(ours), peer: middle(peer), peerName: peer.name };
  return row({ case: 'median of all pairs', metric: 'us', unit: 'us', kind: 'cost', ...figures });
}

const qualities = [
  ['alias', 'dB', (run: ResamplerRun) => run.aliasDb],
  ['passband', 'dB', (run: ResamplerRun) => run.passbandDb],
  ['delay', 'ms', (run: ResamplerRun) => run.delayMs],
] as const;

/** The worst of all pairs; a quotient of decibels would say nothing. */
function qualityRows(all: ReadonlyMap<Pair, PairRuns>, ours: ResamplerEngine, peer: ResamplerEngine): Row[] {
  const worst = (engine: ResamplerEngine, figure: (run: ResamplerRun) => number): number | null => {
    const figures = [...all.values()].flatMap((runs) => runs.get(engine) ?? []).map(figure);
    return figures.length === 0 ? null : rounded(Math.max(...figures), 3);
  };
  return qualities.map(([metric, unit, figure]) => {
    const figures = { ours: worst(ours, figure), peer: worst(peer, figure), peerName: peer.name };
    const made = row({ case: 'worst of all pairs', metric, unit, kind: 'cost', ...figures });
    return unit === 'dB' ? { ...made, ratio: null } : made;
  });
}

function noteOf(pair: Pair, runs: PairRuns, ours: ResamplerEngine): string {
  const mine = runs.get(ours) ?? [];
  const figures = qualities.map(
    ([metric, unit, figure]) => `${metric} ${rounded(figure(mine[0] as ResamplerRun), 3)} ${unit}`,
  );
  return `${pairName(pair)}: ${figures.join(', ')}, ${range(mine.map(({ us }) => us))} us`;
}

/** What changing the sample rate costs and spoils, beside bare speexdsp, libsoxr and libsamplerate. */
export const resampler: Benchmark = {
  name: 'resampler',
  about: 'aliases, ripple, delay and cost of changing sample rates, beside four others',
  async run({ quick, say }) {
    const known = resamplerEngines();
    const [ours, speexdsp, ...others] = known as [ResamplerEngine, ResamplerEngine, ...ResamplerEngine[]];
    const engines = known.filter((engine) => engine.ours || engine.program !== undefined);
    const folder = mkdtempSync(join(tmpdir(), 'ossicle-resampler-'));
    const all = new Map<Pair, PairRuns>();
    try {
      for (const pair of quick ? quickPairs : allPairs) {
        say(pairName(pair));
        all.set(pair, await measurePair(pair, engines, join(folder, 'signal'), quick));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const qualityPeers = [speexdsp, ...others];
    return {
      rows: [
        ...qualityPeers.flatMap((peer) => qualityRows(all, ours, peer)),
        ...others.map((peer) => medianCostRow(all, ours, peer)),
        ...costRows(all, ours, speexdsp),
      ],
      notes: [
        ...new Set(known.filter((engine) => !engines.includes(engine)).map(({ missing }) => missing)),
        ...[...all].map(([pair, runs]) => noteOf(pair, runs, ours)),
      ],
    };
  },
};
