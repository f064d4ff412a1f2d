// The media engine as a server of mixing legs, driven by lines like the native programs:
//
//   node mix-server.js LEGS ROOM FIRST_PORT LAST_PORT BLOCK_MS SRTP
//
// Prints "ports ..." (where each leg listens) and with SRTP, which is 0 or 1, "keys ...", reads "targets ..." (where its phone listens), prints "ready", answers
// "stats" with one line of JSON, and ends with its input. BLOCK_MS of each second JavaScript does nothing but burn time.
import { createInterface } from 'node:readline';
import { MediaEngine, type RtpEndpoint } from 'ossicle/media';
import { phoneKey, serverKey, suiteOfLeg } from './srtp-legs.js';

const [legs = 0, room = 4, min = 0, max = 0, blockMs = 0, srtp = 0] = process.argv.slice(2).map(Number);

function createEndpoints(engine: MediaEngine): RtpEndpoint[] {
  const endpoints: RtpEndpoint[] = [];
  for (let first = 0; first < legs; first += room) {
    const session = engine.createSession();
    for (let leg = first; leg < Math.min(first + room, legs); ++leg) endpoints.push(session.createEndpoint());
  }
  return endpoints;
}

function connect(endpoints: readonly RtpEndpoint[], ports: readonly number[]): void {
  endpoints.forEach((endpoint, leg) => {
    const port = ports[leg] ?? 0;
    endpoint.configure({
      remote: { address: '127.0.0.1', port },
      rtcpMux: false,
      codec: { name: 'PCMU', payloadType: 0 },
      telephoneEvent: { payloadType: 101, clockRateHz: 8000 },
      direction: 'sendrecv',
      srtp: srtp === 0 ? null : { suite: suiteOfLeg(leg), sendKey: serverKey, receiveKey: phoneKey },
      // Of two, each hears the packets of the other as they are.
      ...(room === 2 && { steady: false, detection: false }),
    });
  });
}

function figures(engine: MediaEngine, endpoints: readonly RtpEndpoint[]): Record<string, number> {
  const sum = { lost: 0, late: 0, dropped: 0, concealedMs: 0 };
  for (const endpoint of endpoints) {
    const stats = endpoint.stats();
    sum.lost += stats.packetsLost;
    sum.late += stats.packetsDiscarded;
    sum.dropped += stats.datagramsDropped;
    sum.concealedMs += stats.concealedMs;
  }
  const { missedTicks, eventsDropped, commandsRefused } = engine.stats();
  return { ...sum, missedTicks, eventsDropped, commandsRefused };
}

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end) Math.sqrt(end);
}

await using engine = new MediaEngine({ threads: 1, bindAddress: '127.0.0.1', rtpPorts: { min, max } });
const endpoints = createEndpoints(engine);
process.stdout.write(`ports ${endpoints.map((endpoint) => endpoint.localPort).join(' ')}\n`);
if (srtp !== 0) process.stdout.write(`keys ${endpoints.map(() => serverKey.toString('hex')).join(' ')}\n`);
const stalls = blockMs > 0 ? setInterval(() => block(blockMs), 1000) : undefined;
for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...rest] = line.split(' ');
  if (word === 'targets') {
    connect(endpoints, rest.map(Number));
    process.stdout.write('ready\n');
  } else if (word === 'stats') {
    process.stdout.write(`${JSON.stringify(figures(engine, endpoints))}\n`);
  }
}
clearInterval(stalls);
