// An echo whose event loop stands still for 200 ms of every second. Prints its port, then what the engine counted.
import { configFor, makeEngine, wait } from './engine.mjs';

const engine = makeEngine(25_000);
const endpoint = engine.createSession().createEndpoint();
endpoint.configure(configFor());
endpoint.setLoopback(true);
process.send({ port: endpoint.localPort });
await new Promise((resolve) => process.once('message', resolve));
let stalledMs = 0;
for (let second = 0; second < 5; second++) {
  const began = performance.now();
  while (performance.now() - began < 200);
  stalledMs += performance.now() - began;
  await wait(800);
}
process.send({ stalledMs, stats: engine.stats(), endpoint: endpoint.stats() });
await engine.close();
process.disconnect();
