import type { Benchmark } from './harness/benchmark.js';
import { startNode } from './harness/node-program.js';
import { type Row, rounded, row } from './harness/result.js';
import type { LegMemory } from './media/memory-legs.js';

const cases = [
  { codec: 'PCMU', room: 4, name: 'PCMU, rooms of 4' },
  { codec: 'opus', room: 4, name: 'Opus, rooms of 4' },
  { codec: 'PCMU', room: 2, name: 'PCMU, pairs' },
] as const;

function rowsOf(name: string, { legBytes, codecBytes, rounds }: LegMemory): Row[] {
  const kilobytes = (bytes: number): number => rounded(bytes / 1000, 3);
  const growth = ((rounds.at(-1)?.rssBytes ?? 0) - (rounds[1]?.rssBytes ?? 0)) / 1e6;
  return [
    row({
      case: name,
      metric: 'KB',
      unit: 'KB per leg',
      kind: 'cost',
      ours: kilobytes(legBytes),
      floor: kilobytes(Math.max(codecBytes, 0)),
    }),
    row({ case: name, metric: 'RSS', unit: 'MB more after churn', kind: 'cost', ours: Number(growth.toFixed(1)) }),
  ];
}

/** Resident memory of a leg, and what remains of legs that are gone. */
export const memory: Benchmark = {
  name: 'memory',
  about: 'resident memory per leg of the media engine, and after churn',
  async run({ quick, say }) {
    const rows: Row[] = [];
    const notes = [
      'KB: resident memory of the process over the number of legs; the floor is an encoder and a decoder of the codec',
    ];
    const [legs, rounds] = quick ? [1000, 4] : [4000, 8];
    for (const { codec, room, name } of quick ? cases.slice(0, 2) : cases) {
      const args = [codec, legs, room, rounds];
      await using program = startNode('media/memory-legs.js', args, { flags: ['--expose-gc'] });
      const memory = await program.json<LegMemory>();
      say(`${name}: ${(memory.legBytes / 1000).toFixed(1)} KB per leg`);
      rows.push(...rowsOf(name, memory));
      const mb = memory.rounds.map(({ rssBytes }) => (rssBytes / 1e6).toFixed(1)).join(', ');
      const descriptors = [...new Set(memory.rounds.map((round) => round.descriptors))].join(', ');
      notes.push(`${name}: RSS after each of ${rounds} rounds of ${legs} legs ${mb} MB; descriptors ${descriptors}`);
    }
    return { rows, notes };
  },
};
