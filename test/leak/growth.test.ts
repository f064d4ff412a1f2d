import { expect, test } from 'vitest';
import { runProgram } from './run-program.js';

test('two thousand endpoints made and closed leave memory and descriptors where they were', async () => {
  const ended = await runProgram('many-endpoints');
  expect(ended).toMatchObject({ code: 0, errors: '' });
  const { rounds, stats } = JSON.parse(ended.output);
  expect(stats).toMatchObject({ endpoints: 0, sessions: 0, eventsDropped: 0, commandsRefused: 0 });
  const [third, last] = [rounds[2], rounds.at(-1)];
  console.info(`memory after 600 and 2000 endpoints: ${third.rssMb.toFixed(1)} MB, ${last.rssMb.toFixed(1)} MB`);
  expect(last.descriptors).toBe(third.descriptors);
  expect(last.rssMb - third.rssMb).toBeLessThan(16);
});

test('engines made and closed leave no thread, descriptor or memory behind, and are collected', async () => {
  const ended = await runProgram('many-engines');
  expect(ended).toMatchObject({ code: 0, errors: '' });
  const { before, after, finalised } = JSON.parse(ended.output);
  console.info(`memory after 10 and 70 engines: ${before.rssMb.toFixed(1)} MB, ${after.rssMb.toFixed(1)} MB`);
  expect(after.descriptors).toBe(before.descriptors);
  expect(after.threads).toBe(before.threads);
  expect(after.rssMb - before.rssMb).toBeLessThan(16);
  expect(finalised).toBeGreaterThan(60);
});
