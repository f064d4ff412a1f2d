// Media without signalling: two RTP peers hear each other and a file, and all of it is recorded.
//   node examples/embedding.mjs [file.wav] [recording.wav]
import { once } from 'node:events';
import { MediaEngine } from 'ossicle/media';

const [file, recordingPath = 'conversation.wav'] = process.argv.slice(2);
const chime = { kind: 'tones', tones: [523, 659, 784].map((hz) => ({ frequenciesHz: [hz], durationMs: 200 })) };

const engine = new MediaEngine();
const session = engine.createSession();
const peers = ['anna', 'ben'].map((name) => {
  const endpoint = session.createEndpoint();
  const codec = { name: 'PCMU', payloadType: 0 };
  const telephoneEvent = { payloadType: 101, clockRateHz: 8000 };
  // No address: it is learnt from the first packet.
  endpoint.configure({ remote: null, rtcpMux: false, codec, telephoneEvent });
  endpoint.events.on('dtmf', ({ digit }) => console.log(`${name} pressed ${digit}`));
  console.log(`${name}: send PCMU to UDP port ${endpoint.localPort}`);
  return endpoint;
});

const figures = setInterval(() => {
  const levels = peers.map((endpoint) => `${endpoint.stats().levelInDbfs.toFixed(0)} dBFS`);
  console.log(`anna ${levels[0]}, ben ${levels[1]}`);
}, 5000);
const interrupted = once(process, 'SIGINT');
const heardBoth = Promise.all(
  peers.map(({ events }) => new Promise((resolve) => events.once('mediaStarted', resolve))),
);
await Promise.race([heardBoth, interrupted]);

const recording = session.record(recordingPath);
const greeting = session.createSource(file ? { kind: 'file', path: file } : chime);
void greeting.finished.then(({ reason, playedMs, error }) =>
  console.log(`played ${(playedMs / 1000).toFixed(1)} s: ${error ?? reason}`),
);

await interrupted;
clearInterval(figures);
const { path, durationMs } = await recording.stop();
console.log(`recorded ${(durationMs / 1000).toFixed(1)} s: ${path}`);
await engine.close();
