import { expect, test } from 'vitest';
import type { EndpointConfig } from '../../lib/media/index.js';
import { toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

const asAServer: Partial<EndpointConfig> = { awaitsPeer: true, learning: 'newest', rtcpMux: true };

test('a peer that is awaited gets nothing, digits and reports included, until its first packet', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  session.createSource({ kind: 'tones', tones: [{ frequenciesHz: [440], durationMs: 60_000 }] });
  const [phone, endpoint] = stage.connect(session, { address: '203.0.113.1:4000' }, asAServer);
  await stage.run(7_900);
  endpoint.sendDtmf('1');
  await stage.run(100);
  expect([phone.arrivals.length, phone.rtcp.length]).toEqual([0, 0]);
  expect(endpoint.stats().packetsHeldBack).toBeGreaterThan(350);
  phone.voice = toneVoice(500, -20);
  await stage.run(8_000);
  expect(phone.audio().length).toBeGreaterThan(380);
  expect(phone.rtcp.length).toBeGreaterThan(0);
});

test('for five seconds the newest source becomes the peer; then strangers are dropped and counted', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone, endpoint] = stage.connect(session, { address: '203.0.113.1:4000' }, asAServer);
  const moved = stage.place(
    Object.assign(
      new (phone.constructor as typeof import('./stage/phone.js').Phone)({
        address: '198.51.100.7:31000',
        ssrc: 77,
      }),
      { target: phone.target },
    ),
  );
  const other = stage.connect(session, { address: '203.0.113.9:4000', voice: toneVoice(500, -20) })[0];
  expect(other.address).toBe('203.0.113.9:4000');
  phone.voice = toneVoice(300, -20);
  await stage.run(1_000);
  expect(endpoint.stats().remote).toBe('203.0.113.1:4000');
  phone.voice = null;
  moved.voice = toneVoice(300, -20);
  await stage.run(1_000);
  expect(endpoint.stats().remote).toBe('198.51.100.7:31000');
  await stage.run(4_000);
  const dropped = endpoint.stats().datagramsDropped;
  phone.voice = toneVoice(300, -20);
  await stage.run(1_000);
  expect(endpoint.stats().remote).toBe('198.51.100.7:31000');
  expect(endpoint.stats().datagramsDropped - dropped).toBeGreaterThan(40);
  expect(moved.audio().length).toBeGreaterThan(200);
});

test('a goodbye says who leaves and why', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone, endpoint] = stage.connect(session, { address: '203.0.113.1:4000' }, { rtcpMux: true });
  phone.voice = toneVoice(300, -20);
  const told: unknown[] = [];
  endpoint.events.on('rtcpBye', (bye) => told.push(bye));
  await stage.run(100);
  const report = [0x80, 201, 0, 1, 0, 0, 0, 9];
  const bye = [0x82, 203, 0, 4, 0, 0, 0, 9, 0xff, 0xff, 0xff, 0xfe, 5, ...Buffer.from('later'), 0, 0];
  stage.engine.inject(phone.address, phone.target, Uint8Array.from([...report, ...bye]));
  const bare = [0x81, 203, 0, 1, 0, 0, 0, 9];
  stage.engine.inject(phone.address, phone.target, Uint8Array.from([...report, ...bare]));
  await stage.run(100);
  expect(told).toEqual([
    { ssrcs: [9, 0xffff_fffe], reason: 'later' },
    { ssrcs: [9], reason: null },
  ]);
});

test('without multiplexing, RTCP on the port of RTP is dropped', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), { address: '203.0.113.1:4000' });
  const told: unknown[] = [];
  endpoint.events.on('rtcpBye', (bye) => told.push(bye));
  phone.voice = toneVoice(300, -20);
  await stage.run(200);
  const before = endpoint.stats().datagramsDropped;
  const goodbye = Uint8Array.of(0x80, 201, 0, 1, 0, 0, 0, 9, 0x81, 203, 0, 1, 0, 0, 0, 9);
  stage.engine.inject(phone.address, phone.target, goodbye);
  await stage.run(200);
  expect(told).toEqual([]);
  expect(endpoint.stats().datagramsDropped).toBe(before + 1);
});
