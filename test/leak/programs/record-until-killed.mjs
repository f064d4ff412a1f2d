// Records a phone for ever, and says when it has begun.
import { join } from 'node:path';
import { configFor, makeEngine, Phone } from './engine.mjs';

const engine = makeEngine(25_000);
const endpoint = engine.createSession().createEndpoint();
const phone = await new Phone().start(endpoint.localPort);
endpoint.configure(configFor(phone.port));
endpoint.events.once('mediaStarted', () => {
  endpoint.record(join(process.argv[2], 'killed.wav'));
  console.log('recording');
});
