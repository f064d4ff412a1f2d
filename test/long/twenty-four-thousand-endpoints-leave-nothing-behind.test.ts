import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type ClientSession, ControlClient } from '../../lib/control/client/index.js';
import { OssicleServer } from '../phones/ossicle-server.js';

const rounds = 12;
const sessionsPerRound = 100;
const endpointsPerSession = 20;

/** Resident memory and open descriptors of a process. */
function usage(pid: number): { readonly rssMb: number; readonly descriptors: number } {
  const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return { rssMb: kilobytes / 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

async function fill(session: ClientSession): Promise<void> {
  const offer = `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP`;
  const codecs = ['0', '9', '111\r\na=rtpmap:111 opus/48000/2', '8'];
  for (let n = 0; n < endpointsPerSession; n++) {
    if (n % 5 === 0) await session.request('endpoint.create_tone', { tone: 'busy' });
    else if (n % 5 === 1) await session.request('endpoint.create_offer', { type: 'rtp', srtp: n % 2 === 0 });
    else await session.request('endpoint.create_from_offer', { sdp: `${offer} ${codecs[n % 4]}\r\n` });
  }
}

async function empty(session: ClientSession): Promise<void> {
  const { endpoints } = await session.request('session.info');
  expect(endpoints).toHaveLength(endpointsPerSession);
  for (const { endpoint_id } of endpoints.slice(1)) await session.request('endpoint.remove', { endpoint_id });
  await session.destroy();
}

it('24,000 endpoints made and removed over the control protocol leave memory and descriptors where they were', async () => {
  // With a larger heap the collector of JavaScript waits, and garbage looks like a leak.
  const env = { ...process.env, NODE_OPTIONS: '--max-old-space-size=80' };
  await using server = await OssicleServer.start({ args: ['--rtp-ports', '20000-29999'], env });
  await using client = await ControlClient.connect(`ws://127.0.0.1:${server.controlPort}`);
  const after: { rssMb: number; descriptors: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const sessions: ClientSession[] = [];
    for (let n = 0; n < sessionsPerRound; n++) sessions.push(await client.createSession());
    await Promise.all(sessions.map(fill));
    await Promise.all(sessions.map(empty));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    after.push(usage(server.pid));
    console.info(`${(round + 1) * sessionsPerRound * endpointsPerSession} endpoints: ${JSON.stringify(after.at(-1))}`);
  }
  expect(await client.listSessions()).toEqual([]);
  const [third, last] = [after[2], after.at(-1)];
  expect(last?.descriptors).toBe(third?.descriptors);
  expect((last?.rssMb ?? 0) - (third?.rssMb ?? 0)).toBeLessThan(16);
}, 600_000);
