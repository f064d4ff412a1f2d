// An engine on the main thread and one in each of two workers, all at once.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { call } from './call-in-thread.mjs';

const program = new URL('./call-in-thread.mjs', import.meta.url);
const inWorker = async (firstPort) => {
  const worker = new Worker(program, { workerData: { firstPort, durationMs: 1_000 } });
  await once(worker, 'message');
  const [report] = await once(worker, 'message');
  const [code] = await once(worker, 'exit');
  return { ...report, code };
};
console.log(JSON.stringify(await Promise.all([inWorker(25_000), inWorker(25_400), call(25_800, 1_000)])));
