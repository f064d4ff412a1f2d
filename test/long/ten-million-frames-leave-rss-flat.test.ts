import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Endurance } from '../../bench/audio/endurance.js';
import { frameCalls } from '../../bench/audio/frame-calls.js';

const program = fileURLToPath(new URL('../../build/bench/audio/endurance.js', import.meta.url));
const frames = 10_000_000;
/** A tenth of a byte per frame would show; what moves below it is the allocator's and the compiler's. */
const mostGrowthBytes = 1_000_000;

async function endure(name: string): Promise<Endurance> {
  const args = ['--expose-gc', program, name, String(frames)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Endurance;
}

it.each(frameCalls.map(({ name }) => name))('ten million frames through %s leave RSS flat', async (name) => {
  const { about, seconds, rssBytes } = await endure(name);
  const megabytes = rssBytes.map((bytes) => (bytes / 1e6).toFixed(1)).join(' ');
  console.log(`${name} ${about}: ${seconds.toFixed(0)} s, RSS ${megabytes} MB`);
  const [first = 0, last = 0] = [rssBytes[2], rssBytes.at(-1)];
  expect(last - first).toBeLessThan(mostGrowthBytes);
});
