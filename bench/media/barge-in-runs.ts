// From the cancelling of a playback to the last packet with sound: barge-in-runs.js RUNS. Prints one line of JSON, an
// array of milliseconds. The phone is a socket of this process, so what JavaScript is late counts against the engine.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { MediaEngine } from 'ossicle/media';

const [runs = 50] = process.argv.slice(2).map(Number);
const silence = new Set([0xff, 0x7f]); // of G.711 mu-law: +0 and -0

const phone = createSocket('udp4').bind(0, '127.0.0.1');
await once(phone, 'listening');
let lastSoundMs = 0;
phone.on('message', (packet) => {
  if (packet.length > 12 && packet.subarray(12).some((byte) => !silence.has(byte))) lastSoundMs = performance.now();
});

await using engine = new MediaEngine({ threads: 1, bindAddress: '127.0.0.1' });
const endpoint = engine.createSession().createEndpoint();
endpoint.configure({
  remote: { address: '127.0.0.1', port: phone.address().port },
  rtcpMux: false,
  codec: { name: 'PCMU', payloadType: 0 },
  telephoneEvent: null,
});
const samples = Int16Array.from({ length: 80_000 }, (_, n) => 8000 * Math.sin((2 * Math.PI * 440 * n) / 8000));

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const results: number[] = [];
for (let run = 0; run < runs; ++run) {
  const playback = endpoint.play({ kind: 'samples', samples, sampleRateHz: 8000 });
  await pause(200 + ((run * 7) % 20)); // every phase of the 20 ms in turn
  const cancelledMs = performance.now();
  playback.stop();
  await playback.finished;
  await pause(60);
  results.push(Math.max(0, lastSoundMs - cancelledMs));
}
phone.close();
process.stdout.write(`${JSON.stringify({ results })}\n`);
