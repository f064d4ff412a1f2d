import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { SteadyLoad } from '../../bench/media/steady-load.js';

const program = fileURLToPath(new URL('../../build/bench/media/steady-load.js', import.meta.url));

it('three hundred sessions of three talk for ten minutes without a missed tick beyond the floor', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [program, '300', '3', '600']);
  const load = JSON.parse(stdout) as SteadyLoad;
  console.info(stdout.trim());
  expect(load).toMatchObject({ silent: 0 });
  // Of 30,000 periods. A thread that is given the core late is so for both.
  expect(load.missed).toBeLessThanOrEqual(load.floorMissed + 3);
  expect(load.loss).toBeLessThan(0.001);
  expect(load.leastSnrDb).toBeGreaterThan(30);
});
