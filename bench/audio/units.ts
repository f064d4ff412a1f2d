import type { Benchmark } from '../harness/benchmark.js';
import { startNode } from '../harness/node-program.js';
import { type Row, rounded, row } from '../harness/result.js';
import { countingEnvironment, countingFlags } from './addon.js';
import type { UnitCosts } from './unit-costs.js';

function rowsOf(costs: UnitCosts): Row[] {
  const name = costs.about === '' ? costs.name : `${costs.name} (${costs.about})`;
  const figure = (metric: string, unit: string, ours: number): Row =>
    row({ case: name, metric, unit, kind: 'cost', ours });
  return [
    figure('memory', 'native bytes', costs.nativeBytes),
    figure('memory', 'JavaScript bytes', costs.javascriptBytes),
    figure('allocations', 'native, per frame', Number(costs.frameAllocations.toFixed(2))),
    figure('allocations', 'JavaScript bytes per frame', Number(costs.frameJavascriptBytes.toFixed(1))),
    figure('us', 'us per frame', rounded(costs.frameUs, 3)),
  ];
}

/** Memory of each unit of `ossicle/audio`, and what a frame of 20 ms allocates and takes. */
export const units: Benchmark = {
  name: 'units',
  about: 'memory of each audio unit, and what a frame allocates',
  async run({ quick, say }) {
    const args = [quick ? 150 : 1000];
    await using program = startNode('audio/unit-costs.js', args, { flags: countingFlags, env: countingEnvironment });
    const rows: Row[] = [];
    for (;;) {
      const line = await program.line(() => true);
      if (line === 'done') break;
      const costs = JSON.parse(line) as UnitCosts;
      say(`${costs.name}: ${costs.nativeBytes} bytes`);
      rows.push(...rowsOf(costs));
    }
    return {
      rows,
      notes: [
        'memory: mean of 2,000 instances, counted at malloc and by the heap of V8 after collection',
        'allocations: malloc, calloc, realloc and the like on the calling thread, what libopus does among them',
      ],
    };
  },
};
