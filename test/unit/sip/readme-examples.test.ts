import { expect, it } from 'vitest';
import { parseMessage, SipRequest, type SipResponse, writeResponse } from '../../../lib/protocol/sip/index.js';
import type { UserAgentOptions } from '../../../lib/sip/index.js';
import { type Transport, UdpTransport } from '../../../lib/transport/index.js';
import { runReadmeExample } from '../readme-example.js';
import { CallerHarness, offer } from './caller.js';

const runExample = async (folder: string, names: Readonly<Record<string, unknown>>): Promise<unknown[]> =>
  (await runReadmeExample(folder, names)).flat();

it('the example of lib/protocol/sip/README.md runs', async () => {
  const datagram = Buffer.from(
    [
      'INVITE sip:bob@biloxi.example.com SIP/2.0',
      'Via: SIP/2.0/UDP pc33.atlanta.example.com;branch=z9hG4bKnashds8',
      'From: Alice <sip:alice@atlanta.example.com>;tag=1928301774',
      'To: Bob <sip:bob@biloxi.example.com>',
      'Call-ID: a84b4c76e66710',
      'CSeq: 314159 INVITE',
      '',
      '',
    ].join('\r\n'),
  );
  const printed = await runExample('protocol/sip', { datagram, parseMessage, SipRequest, writeResponse });
  expect(printed.slice(0, 3)).toEqual(['INVITE', 'Alice', 'pc33.atlanta.example.com']);
  expect(printed[3]).toContain('To: Bob <sip:bob@biloxi.example.com>;tag=a6c85cf\r\n');
});

it('the example of lib/transport/README.md runs', async () => {
  const open: Transport[] = [];
  const recording = {
    async open(options: Parameters<typeof UdpTransport.open>[0]) {
      const transport = await UdpTransport.open(options);
      open.push(transport);
      return transport;
    },
  };
  expect(await runExample('transport', { UdpTransport: recording })).toEqual(['udp', '127.0.0.1']);
  for (const transport of open) await transport.close();
  expect(open).toHaveLength(1);
});

it('the example of lib/sip/README.md runs', async () => {
  const callers: CallerHarness[] = [];
  const onVirtualTime = {
    async open({ listen: [first], maximumCalls = 0 }: UserAgentOptions) {
      expect(first).toEqual({ protocol: 'udp', address: '0.0.0.0', port: 5060 });
      const caller = await CallerHarness.open({ maximumCalls });
      callers.push(caller);
      return caller.agent;
    },
  };
  const printed = await runReadmeExample('sip', { UserAgent: onVirtualTime, engine: undefined });
  const [caller] = callers as [CallerHarness];
  const [ok] = (await caller.send('INVITE', { body: offer() })) as [SipResponse];
  await caller.send('ACK', { toTag: ok.toTag });
  await caller.send('BYE', { toTag: ok.toTag, cseq: 2 });
  expect(printed.flat()).toEqual(['alice', 'PCMU', 'ended', 'hangup', 'remote']);
});
