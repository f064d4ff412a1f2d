// In a worker thread or on the main one: a call with playback until told to stop; reports how much was heard.
import { parentPort, workerData } from 'node:worker_threads';
import { configFor, makeEngine, Phone, wait } from './engine.mjs';

export async function call(firstPort, durationMs) {
  const engine = makeEngine(firstPort);
  const endpoint = engine.createSession().createEndpoint();
  const phone = await new Phone().start(endpoint.localPort);
  let started = 0;
  endpoint.events.on('mediaStarted', () => started++);
  endpoint.configure(configFor(phone.port));
  endpoint.setLoopback(true);
  endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [440], durationMs: 60_000 }] });
  await wait(durationMs);
  const heard = phone.heard.length;
  phone.stop();
  await engine.close();
  return { heard, started };
}

if (parentPort) {
  parentPort.postMessage('begun');
  parentPort.postMessage(await call(workerData.firstPort, workerData.durationMs));
}
