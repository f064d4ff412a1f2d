import type { Benchmark } from '../harness/benchmark.js';
import { startNode } from '../harness/node-program.js';
import { type Row, rounded, row } from '../harness/result.js';
import { median, range } from '../harness/statistics.js';
import { countingEnvironment, countingFlags } from './addon.js';
import type { BoundaryFigures } from './boundary-calls.js';

const peerName = 'empty N-API method, same views';

function rowsOf({ case: name, ours, empty, javascriptBytes, nativeAllocations }: BoundaryFigures): Row[] {
  const [call, floor] = [rounded(median(ours) ?? 0, 3), rounded(median(empty) ?? 0, 3)];
  const common = { case: name, kind: 'cost' } as const;
  return [
    row({ ...common, metric: 'ns', unit: 'ns', ours: call, peer: floor, peerName }),
    row({ ...common, metric: 'allocations', unit: 'native, per call', ours: Number(nativeAllocations.toFixed(2)) }),
    row({
      ...common,
      metric: 'allocations',
      unit: 'JavaScript bytes per call',
      ours: Number(javascriptBytes.toFixed(1)),
    }),
  ];
}

function noteOf({ case: name, ours, empty }: BoundaryFigures): string {
  return `${name}: ours ${range(ours)}, empty ${range(empty)} ns`;
}

/** One frame-level call from JavaScript beside a method that takes the same views and does nothing. */
export const boundary: Benchmark = {
  name: 'boundary',
  about: 'one call from JavaScript with a 20 ms frame, beside an empty N-API method',
  async run({ quick, say }) {
    say('calling units and empty methods in turn');
    const args = quick ? [3, 200, 1_000_000] : [15, 400, 5_000_000];
    await using program = startNode('audio/boundary-calls.js', args, {
      flags: countingFlags,
      env: countingEnvironment,
    });
    const { figures } = await program.json<{ figures: BoundaryFigures[] }>();
    return {
      rows: figures.flatMap(rowsOf),
      notes: [
        'frames of 160 samples; ours includes the work of the unit, the empty method does none',
        ...figures.map(noteOf),
      ],
    };
  },
};
