import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type SipLeg, UserAgent } from '../../../lib/sip/index.js';
import { CallerHarness, offer, seededBytes } from './caller.js';
import { RecordingMedia } from './recording-media.js';

const address = '127.0.0.1';

async function text(method: string, port: number): Promise<string> {
  const caller = await CallerHarness.open({}, 'tcp');
  return caller.text(method, { body: offer() }).replaceAll('192.0.2.7:5060', `${address}:${port}`);
}

describe('the way answers take', () => {
  it('without rport leads to the port named in Via, with rport to the source', async () => {
    const caller = await CallerHarness.open();
    const source = { address: '192.0.2.7', port: 40_404 };
    caller.udp.deliver(caller.text('OPTIONS'), source);
    caller.udp.deliver(caller.text('OPTIONS', { callId: 'b' }).replace(';branch', ';rport;branch'), source);
    expect(caller.udp.sent.map(({ to }) => to.port)).toEqual([5060, 40_404]);
  });

  it('over TCP leads to a new connection when the first is gone', async () => {
    const legs: SipLeg[] = [];
    const agent = await UserAgent.open({
      listen: [{ protocol: 'tcp', address, port: 0 }],
      media: new RecordingMedia(),
      randomBytes: seededBytes(1),
    });
    agent.events.on('leg', (leg) => legs.push(leg));
    const phone = createServer();
    phone.listen(0, address);
    await once(phone, 'listening');
    const bound = phone.address();
    const first = connect({ host: address, port: agent.transports[0]?.local.port ?? 0 });
    first.write(await text('INVITE', typeof bound === 'object' && bound ? bound.port : 0));
    while (legs.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    first.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const called = once(phone, 'connection') as Promise<[Socket]>;
    legs[0]?.reject(486);
    const [second] = await called;
    const [chunk] = (await once(second, 'data')) as [Buffer];
    expect(chunk.toString()).toMatch(/^SIP\/2\.0 486 /);
    await agent.close(0);
    phone.close();
  });

  it('is closed with all sockets when one cannot be opened', async () => {
    const media = new RecordingMedia();
    const agent = await UserAgent.open({ listen: [{ protocol: 'udp', address, port: 0 }], media });
    const taken = agent.transports[0]?.local.port ?? 0;
    const listen = [
      { protocol: 'tcp', address, port: taken },
      { protocol: 'udp', address, port: taken },
    ] as const;
    await expect(UserAgent.open({ listen, media })).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' });
    const again = await UserAgent.open({ listen: [listen[0]], media });
    await again.close(0);
    await agent.close(0);
  });
});
