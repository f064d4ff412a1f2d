// Records a phone for ever, in each way, and says when it has begun.
import { join } from 'node:path';
import { configFor, makeEngine, Phone } from './engine.mjs';

const engine = makeEngine(25_000);
const session = engine.createSession();
const endpoint = session.createEndpoint();
const phone = await new Phone().start(endpoint.localPort);
endpoint.configure(configFor(phone.port));
endpoint.events.once('mediaStarted', () => {
  endpoint.record(join(process.argv[2], 'killed.wav'));
  session.record(join(process.argv[2], 'killed.pcap'), { format: 'pcap', sentToo: true });
  session.record(join(process.argv[2], 'killed.ogg'), { format: 'ogg', endpoint, layout: 'stereo' });
  console.log('recording');
});
