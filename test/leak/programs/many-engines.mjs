// Engines one after the other. Prints memory, file descriptors and threads at the beginning and at the end.
import { readdirSync } from 'node:fs';
import { configFor, makeEngine } from './engine.mjs';

const finalised = { count: 0 };
const registry = new FinalizationRegistry(() => finalised.count++);

async function one() {
  const engine = makeEngine(25_000);
  registry.register(engine, 0);
  const endpoint = engine.createSession().createEndpoint();
  endpoint.configure(configFor(9));
  endpoint.play({ kind: 'samples', samples: new Int16Array(400_000), sampleRateHz: 8_000 });
  await new Promise((resolve) => setTimeout(resolve, 10));
  await engine.close();
}

async function measure() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    rssMb: process.memoryUsage().rss / 2 ** 20,
    descriptors: readdirSync('/proc/self/fd').length,
    threads: readdirSync('/proc/self/task').length,
  };
}

for (let i = 0; i < 10; i++) await one();
const before = await measure();
for (let i = 0; i < 6; i++) {
  for (let k = 0; k < 10; k++) await one();
  await measure();
}
const after = await measure();
console.log(JSON.stringify({ before, after, finalised: finalised.count }));
