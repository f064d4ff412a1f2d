import type { RunOptions } from '../harness/benchmark.js';
import { LineProgram, niceness, serverCore } from '../harness/line-program.js';
import { nativeProgram } from '../harness/paths.js';
import { type Outcome, type Row, rounded, row } from '../harness/result.js';
import { median, range } from '../harness/statistics.js';

interface MixLoop {
  readonly legs: number;
  readonly session: readonly number[];
  readonly parts: readonly number[];
  readonly floor: readonly number[];
}

async function runMixLoop(legs: number, rounds: number, roundMs: number): Promise<MixLoop> {
  await using program = LineProgram.start(nativeProgram('mix_loop'), [legs, rounds, roundMs].map(String), {
    core: serverCore,
    nice: niceness.likeMediaThread,
  });
  return await program.json<MixLoop>();
}

function figure(values: readonly number[]): number | null {
  const middle = median(values);
  return middle === null ? null : rounded(middle);
}

/**
 * Nanoseconds per leg and 20 ms without I/O. `mix` is what the goal speaks of: decode, mix-minus and encode with the
 * product's codec and mixer. `session` is the whole chain from RTP datagram to RTP datagram: jitter buffer, detectors,
 * meters and statistics included.
 */
export async function measureLegCost({ quick, say }: RunOptions): Promise<Outcome> {
  const rows: Row[] = [];
  const notes: string[] = [];
  for (const legs of quick ? [100] : [10, 100, 500]) {
    say(`mixing ${legs} legs without I/O`);
    const loop = await runMixLoop(legs, quick ? 3 : 9, quick ? 150 : 400);
    const floor = figure(loop.floor);
    const common = { metric: 'leg', unit: 'ns', kind: 'cost', floor } as const;
    rows.push(row({ ...common, case: `mix of ${legs}`, ours: figure(loop.parts) }));
    rows.push(row({ ...common, case: `session of ${legs}`, ours: figure(loop.session) }));
    notes.push(`leg, ${legs}: mix ${range(loop.parts)}, session ${range(loop.session)}, floor ${range(loop.floor)} ns`);
  }
  return { rows, notes };
}
