import type { Benchmark } from './harness/benchmark.js';
import { startNode } from './harness/node-program.js';
import { type Row, row } from './harness/result.js';
import { range } from './harness/statistics.js';

/** How long a listener still hears what was cancelled. */
export const bargeIn: Benchmark = {
  name: 'barge-in',
  about: 'how long sound goes on after its playback was cancelled',
  async run({ quick }) {
    await using program = startNode('media/barge-in-runs.js', [quick ? 60 : 400]);
    const { results } = await program.json<{ results: number[] }>();
    const sorted = [...results].sort((a, b) => a - b);
    const at = (share: number): number => Number((sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1));
    const figure = (name: string, ms: number): Row =>
      row({ case: `PCMU, 20 ms packets, ${name}`, metric: 'ms', unit: 'ms', kind: 'cost', ours: ms });
    return {
      rows: [figure('median', at(0.5)), figure('P99', at(0.99)), figure('largest', at(1))],
      notes: [
        `from stop() in JavaScript to the last packet with sound, as JavaScript received it: ${range(results)} ms`,
      ],
    };
  },
};
