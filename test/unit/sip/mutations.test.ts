import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { parseMessage, StreamFramer } from '../../../lib/protocol/sip/index.js';
import { UserAgent } from '../../../lib/sip/index.js';
import { UdpTransport } from '../../../lib/transport/index.js';
import { CallerHarness, offer, only, seededBytes } from './caller.js';
import { RecordingMedia } from './recording-media.js';

const count = 3000;

/** Mutations that have broken parsers: bits, cuts, repeats, swapped lines, wild numbers and separators. */
function mutate(seed: Buffer, random: (limit: number) => number): Buffer {
  let text = seed.toString('latin1');
  for (let edits = 1 + random(4); edits > 0; edits--) {
    const at = random(text.length + 1);
    const length = random(40);
    const piece = text.slice(at, at + length);
    const wild = ['\r\n', '\0', ';', ',', '"', '<', ':', '%', '=', '99999', '-1', '4294967296', '[::1]', 'é', ' \r\n '];
    const edit = [
      () => text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1),
      () => text.slice(0, at) + text.slice(at + length),
      () => text.slice(0, at) + piece.repeat(random(20)) + text.slice(at),
      () => text.slice(0, at) + (wild[random(wild.length)] ?? '') + text.slice(at),
      () =>
        text
          .split('\r\n')
          .sort(() => random(3) - 1)
          .join('\r\n'),
      () => text.replace(/[0-9]+/g, (digits) => (random(8) === 0 ? String(random(2 ** 31)) : digits)),
    ][random(6)];
    text = edit?.() ?? text;
  }
  return Buffer.from(text.slice(0, 20_000), 'latin1');
}

function randomFrom(seed: number): (limit: number) => number {
  const bytes = seededBytes(seed);
  return (limit) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes(4);
    return limit <= 0 ? 0 : (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % limit;
  };
}

async function seeds(caller: CallerHarness): Promise<Buffer[]> {
  const { toTag } = await caller.call({ callId: 'held' });
  const texts = [
    caller.text('INVITE', { body: offer(), callId: 'seed' }),
    caller.text('INVITE', { callId: 'late', headers: ['Record-Route: <sip:p1;lr>, <sip:p2;lr>', 'Require: x'] }),
    caller.text('INVITE', { body: offer('sendonly'), callId: 'held', cseq: 2, toTag }),
    caller.text('OPTIONS', { headers: ['Accept: application/sdp;q=0.5, text/*'] }),
    caller.text('INFO', {
      callId: 'held',
      cseq: 3,
      toTag,
      contentType: 'application/dtmf-relay',
      body: 'Signal=1\r\n',
    }),
    caller.text('CANCEL', { callId: 'seed' }),
    caller.text('ACK', { callId: 'held', toTag, body: offer() }),
    caller.text('BYE', { callId: 'held', cseq: 4, toTag }),
    'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n' +
      'To: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n',
  ];
  return texts.map((text) => Buffer.from(text));
}

/** What was sent meanwhile: a 400 repeats the malformed headers it complains of, so it is not parsed. */
async function forget(caller: CallerHarness): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  caller.udp.sent.length = 0;
}

describe('hostile messages', () => {
  it(`neither the parser nor the framer throws on ${count} mutations`, async () => {
    const corpus = await seeds(await CallerHarness.open());
    const random = randomFrom(4475);
    let accepted = 0;
    for (let index = 0; index < count; index++) {
      const bytes = mutate(corpus[index % corpus.length] as Buffer, random);
      const result = parseMessage(bytes);
      if (result.ok) accepted++;
      new StreamFramer().push(bytes);
    }
    expect(accepted).toBeGreaterThan(count / 20);
    expect(accepted).toBeLessThan(count);
  });

  it(`a user agent takes ${count} mutations, then answers OPTIONS and forgets them`, async () => {
    const caller = await CallerHarness.open({ maximumCalls: 100_000 });
    const corpus = await seeds(caller);
    caller.agent.events.on('leg', (leg) => void leg.answer().catch(() => undefined));
    const random = randomFrom(3261);
    for (let index = 0; index < count; index++) {
      const port = 1 + random(65_535);
      caller.udp.deliver(mutate(corpus[index % corpus.length] as Buffer, random), { address: '192.0.2.7', port });
      if (index % 100 === 0) caller.clock.advance(50);
    }
    await forget(caller);
    expect(only(await caller.send('OPTIONS', { callId: 'after' })).statusCode).toBe(200);
    for (let rounds = 0; rounds < 3; rounds++) {
      caller.clock.advance(200_000);
      await forget(caller);
    }
    expect(caller.agent.stats()).toMatchObject({ legs: 0, transactions: 0, timers: 0 });
  });

  it('the same over a real socket: every send error stays inside', async () => {
    const agent = await UserAgent.open({
      listen: [{ protocol: 'udp', address: '127.0.0.1', port: 0 }],
      media: new RecordingMedia(),
      maximumCalls: 100_000,
      times: { t1Ms: 20, t2Ms: 80, t4Ms: 100 },
    });
    agent.events.on('leg', (leg) => void leg.answer().catch(() => undefined));
    const caller = await CallerHarness.open();
    const corpus = await seeds(caller);
    const random = randomFrom(5118);
    const target = agent.transports[0]?.local as { address: string; port: number };
    const socket = createSocket('udp4');
    for (let index = 0; index < count; index++) {
      const bytes = mutate(corpus[index % corpus.length] as Buffer, random);
      socket.send(bytes, target.port, target.address);
      if (index % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    socket.close();
    const heard: string[] = [];
    const asker = await UdpTransport.open({
      address: '127.0.0.1',
      port: 0,
      listener: { onMessage: (bytes) => heard.push(bytes.toString('latin1', 0, 11)) },
    });
    const via = `192.0.2.7:5060`;
    const options = caller.text('OPTIONS', { callId: 'after' }).replace(via, `127.0.0.1:${asker.local.port};rport`);
    asker.flowTo(target).send(Buffer.from(options));
    for (let tries = 0; heard.length === 0 && tries < 200; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await asker.close();
    await agent.close(100);
    expect(heard[0]).toBe('SIP/2.0 200');
  });
});
