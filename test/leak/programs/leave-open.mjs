// Leaves an engine open with everything under way. The engine must not keep the process alive.
import { join } from 'node:path';
import { configFor, makeEngine } from './engine.mjs';

const engine = makeEngine(25_000);
const endpoint = engine.createSession().createEndpoint();
endpoint.configure(configFor(9));
endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [440], durationMs: 60_000 }] }, { repeat: true });
endpoint.record(join(process.argv[2], 'left-open.wav'));
await new Promise((resolve) => setTimeout(resolve, 300));
console.log('end of program');
