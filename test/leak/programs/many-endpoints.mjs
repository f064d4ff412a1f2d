// Rounds of endpoints that are made, used and closed. Prints memory and file descriptors after each round.
import { readdirSync } from 'node:fs';
import { configFor, makeEngine } from './engine.mjs';

const engine = makeEngine(25_000, 600);
const rounds = [];
for (let round = 0; round < 10; round++) {
  const session = engine.createSession();
  const endpoints = Array.from({ length: 200 }, () => session.createEndpoint());
  for (const [i, endpoint] of endpoints.entries()) {
    endpoint.configure({
      ...configFor(9),
      codec: i % 20 === 0 ? { name: 'opus', payloadType: 111 } : { name: 'PCMU', payloadType: 0 },
    });
    endpoint.play({ kind: 'samples', samples: new Int16Array(80_000).fill(100), sampleRateHz: 8_000 });
  }
  await new Promise((resolve) => setTimeout(resolve, 60));
  const closed = endpoints.map((endpoint) => new Promise((resolve) => endpoint.events.once('closed', resolve)));
  session.close();
  // Events keep no process alive; this does.
  const keep = setInterval(() => undefined, 1_000);
  await Promise.all(closed);
  clearInterval(keep);
  globalThis.gc();
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc();
  rounds.push({ rssMb: process.memoryUsage().rss / 2 ** 20, descriptors: readdirSync('/proc/self/fd').length });
}
const stats = engine.stats();
await engine.close();
console.log(JSON.stringify({ rounds, stats }));
