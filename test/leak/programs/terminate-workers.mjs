// Ends workers from outside in the middle of a call, early and late.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { wait } from './engine.mjs';

const program = new URL('./call-in-thread.mjs', import.meta.url);
for (let round = 0; round < 12; round++) {
  const worker = new Worker(program, { workerData: { firstPort: 25_000, durationMs: 60_000 } });
  await once(worker, 'message');
  await wait(25 * round);
  await worker.terminate();
}
console.log('all terminated');
