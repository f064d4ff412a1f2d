import { expect, test } from 'vitest';
import { levelDbfs, toneLevelDbfs } from '../phones/audio-analysis.js';
import { excerpt } from '../phones/signals.js';
import { Phone, toneVoice } from './stage/phone.js';
import { addressOf, Stage } from './stage/stage.js';

const SIGNALLED = '203.0.113.1:4000';
const BEHIND_NAT = '198.51.100.7:31000';

test('a phone behind NAT is answered where its packets come from', async () => {
  await using stage = new Stage();
  const [signalled, endpoint] = stage.connect(stage.engine.createSession(), { address: SIGNALLED });
  const actual = stage.place(new Phone({ address: BEHIND_NAT, voice: toneVoice(500, -20) }));
  actual.target = addressOf(endpoint);
  endpoint.setLoopback(true);
  await stage.run(1_000);
  expect(signalled.arrivals.length).toBeLessThanOrEqual(1);
  expect(actual.arrivals.length).toBeGreaterThan(47);
  expect(endpoint.stats()).toMatchObject({ remote: BEHIND_NAT, datagramsDropped: 0 });
  expect(levelDbfs(actual.heard(0.5))).toBeCloseTo(-20, 0);
});

test('a phone nobody signalled is learnt from its first packet', async () => {
  await using stage = new Stage();
  const [, endpoint] = stage.connect(stage.engine.createSession(), { address: SIGNALLED }, { remote: null });
  await stage.run(200);
  expect(endpoint.stats()).toMatchObject({ remote: null, packetsSent: 0 });
  const phone = stage.place(new Phone({ address: BEHIND_NAT, voice: toneVoice(500, -20) }));
  phone.target = addressOf(endpoint);
  await stage.run(1_000);
  expect(phone.arrivals.length).toBeGreaterThan(47);
  expect(phone.rtcp.every(({ to }) => to === phone.rtcpAddress)).toBe(true);
});

test('a packet from the signalled address settles the matter; strangers are refused and counted', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), {
    address: SIGNALLED,
    voice: toneVoice(500, -20),
  });
  endpoint.setLoopback(true);
  await stage.run(500);
  const stranger = stage.place(new Phone({ address: BEHIND_NAT, voice: toneVoice(2_000, -5), ssrc: 0xbad }));
  stranger.target = addressOf(endpoint);
  await stage.run(2_000);
  expect(stranger.arrivals).toEqual([]);
  expect(endpoint.stats()).toMatchObject({ remote: SIGNALLED });
  expect(endpoint.stats().datagramsDropped).toBeGreaterThanOrEqual(95);
  const heard = excerpt(phone.heard(), 1);
  expect(toneLevelDbfs(heard, 500)).toBeCloseTo(-20, 0);
  expect(toneLevelDbfs(heard, 2_000)).toBeLessThan(-60);
});

test('after five seconds the learnt source is fixed, until signalling names another', async () => {
  await using stage = new Stage();
  const [, endpoint] = stage.connect(stage.engine.createSession(), { address: SIGNALLED });
  const actual = stage.place(new Phone({ address: BEHIND_NAT, voice: toneVoice(500, -20) }));
  actual.target = addressOf(endpoint);
  await stage.run(5_500);
  const stranger = stage.place(new Phone({ address: '198.51.100.66:9', voice: toneVoice(900, -20), ssrc: 0xbad }));
  stranger.target = addressOf(endpoint);
  await stage.run(1_000);
  expect(stranger.arrivals).toEqual([]);
  expect(endpoint.stats().remote).toBe(BEHIND_NAT);
  expect(endpoint.stats().datagramsDropped).toBeGreaterThan(40);

  actual.voice = null;
  endpoint.configure({
    remote: { address: '198.51.100.66', port: 9 },
    rtcpMux: false,
    codec: { name: 'PCMU', payloadType: 0 },
    telephoneEvent: null,
  });
  await stage.run(500);
  expect(stranger.arrivals.length).toBeGreaterThan(20);
});

test('what is not of the negotiated kind teaches no address', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), { address: SIGNALLED });
  const stranger = stage.place(new Phone({ address: BEHIND_NAT }));
  for (const datagram of [
    stranger.packet({ payloadType: 77, payload: new Uint8Array(160) }),
    new Uint8Array(20),
    new Uint8Array(0),
  ]) {
    stage.engine.inject(stranger.address, addressOf(endpoint), datagram);
  }
  await stage.run(1_000);
  expect(stranger.arrivals).toEqual([]);
  expect(phone.arrivals.length).toBe(50);
  expect(endpoint.stats()).toMatchObject({ remote: SIGNALLED, datagramsDropped: 3, packetsReceived: 0 });
});
