// Run beside an installed package: loads the prebuilt addon on the main thread and in two workers, and ends by itself.
import { once } from 'node:events';
import { isMainThread, Worker } from 'node:worker_threads';

const { loadAddon } = await import('./node_modules/ossicle/dist/native/load-addon.js');
if (Object.keys(loadAddon()).length === 0) throw new Error('the addon exports nothing');

if (isMainThread) {
  const workers = [1, 2].map(() => new Worker(new URL(import.meta.url)));
  const codes = await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0]));
  if (codes.some((code) => code !== 0)) throw new Error(`workers ended with ${codes.join(', ')}`);
  console.log(`loaded on ${process.platform}-${process.arch}, Node ${process.versions.node}, three threads`);
}
