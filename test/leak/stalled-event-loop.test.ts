import { once } from 'node:events';
import { expect, test } from 'vitest';
import { forkProgram, runProgram } from './run-program.js';

interface Heard {
  readonly atMs: number;
  readonly sequence: number;
}

// The gaps are real time: a machine that is busy with something else gets two more tries.
test('an event loop that stands still 200 ms of every second costs no packet', { retry: 2 }, async () => {
  const engine = forkProgram('stall');
  const [{ port }] = (await once(engine, 'message')) as [{ port: number }];
  const phone = runProgram('phone', [String(port), '6000']);
  await new Promise((resolve) => setTimeout(resolve, 500));
  engine.send('go');
  const [report] = (await once(engine, 'message')) as [
    { stalledMs: number; stats: { missedTicks: number }; endpoint: { packetsLost: number } },
  ];
  const heard: Heard[] = JSON.parse((await phone).output);

  // From the first packet that came back until the engine was closed.
  const missing = heard.slice(1).filter(({ sequence }, i) => sequence !== (((heard[i]?.sequence ?? 0) + 1) & 0xffff));
  const gaps = heard.slice(1).map(({ atMs }, i) => atMs - (heard[i]?.atMs ?? 0));
  const sorted = [...gaps].sort((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
  console.info(
    `stalled ${report.stalledMs.toFixed(0)} ms of 5 s: ${heard.length} packets, P99 gap ${p99.toFixed(1)} ms, ` +
      `longest ${(sorted.at(-1) ?? 0).toFixed(1)} ms, missed ticks ${report.stats.missedTicks}`,
  );
  expect(report.stalledMs).toBeGreaterThanOrEqual(1_000);
  expect(heard.length).toBeGreaterThan(200);
  expect(missing).toEqual([]);
  expect(report.endpoint.packetsLost).toBe(0);
  expect(p99).toBeLessThan(30);
});
