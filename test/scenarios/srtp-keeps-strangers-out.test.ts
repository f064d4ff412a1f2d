import { expect, test } from 'vitest';
import { newSrtpSecret, type SrtpSuite, srtpSecretBytes } from '../../lib/core/index.js';
import type { EndpointConfig, RtpEndpoint } from '../../lib/media/index.js';
import { envelopeDbfs, levelDbfs, toneLevelDbfs } from '../phones/audio-analysis.js';
import { excerpt } from '../phones/signals.js';
import { Phone, toneVoice } from './stage/phone.js';
import { SecurePhone } from './stage/secure-phone.js';
import { ReferenceSrtp } from './stage/srtp.js';
import { addressOf, configFor, ENGINE_ADDRESS, Stage } from './stage/stage.js';

const suite: SrtpSuite = 'AES_CM_128_HMAC_SHA1_80';

/** An endpoint that echoes, and a phone; each with a key of its own. */
function secureEcho(stage: Stage): {
  phone: SecurePhone;
  endpoint: RtpEndpoint;
  config: EndpointConfig;
  keys: { suite: SrtpSuite; sendKey: Uint8Array; receiveKey: Uint8Array };
} {
  const keys = { suite, sendKey: newSrtpSecret(suite), receiveKey: newSrtpSecret(suite) };
  const options = { address: '203.0.113.1:4000', voice: toneVoice(500, -20) };
  const phone = new SecurePhone(options, keys.receiveKey, keys.sendKey);
  const endpoint = stage.engine.createSession().createEndpoint();
  const config = { ...configFor(phone), srtp: keys };
  endpoint.configure(config);
  endpoint.setLoopback(true);
  phone.target = addressOf(endpoint);
  stage.place(phone);
  return { phone, endpoint, config, keys };
}

/** Figures are up to 100 ms old. */
async function fallSilent(stage: Stage, phone: Phone): Promise<void> {
  phone.voice = null;
  await stage.run(200);
}

test('voice and reports are encrypted both ways, and understood by another implementation', async () => {
  await using stage = new Stage();
  const { phone, endpoint } = secureEcho(stage);
  await stage.run(12_000);
  expect(phone.unopened).toBe(0);
  expect(toneLevelDbfs(excerpt(phone.heard(), 1), 500)).toBeCloseTo(-20, 0);
  expect(phone.rtcp.length).toBeGreaterThan(0);
  expect(endpoint.stats()).toMatchObject({ srtpErrors: 0, datagramsDropped: 0 });
  expect(endpoint.stats().packetsReceived).toBeGreaterThan(590);
  expect(stage.engine.stats().srtpErrors).toBe(0);
});

test('what comes again or was changed is counted and dropped, and nobody hears it', async () => {
  await using stage = new Stage();
  const { phone, endpoint } = secureEcho(stage);
  phone.onTheWay = (datagram, count) => {
    const sent = phone.sending.protect(datagram);
    if (count % 10 === 5) return [sent, sent];
    if (count % 10 !== 7) return [sent];
    const forged = sent.slice();
    forged[40] = (forged[40] ?? 0) ^ 1;
    return [forged, sent];
  };
  await stage.run(2_000);
  await fallSilent(stage, phone);
  expect(endpoint.stats()).toMatchObject({ srtpReplayed: 10, srtpForged: 10, srtpMalformed: 0, srtpErrors: 20 });
  expect(endpoint.stats()).toMatchObject({ datagramsDropped: 20, packetsLost: 0 });
  expect(stage.engine.stats().srtpErrors).toBe(20);
  const levels = envelopeDbfs(excerpt(phone.heard(), 0.5, 1.4));
  expect(Math.min(...levels)).toBeGreaterThan(-21);
  endpoint.close();
  await stage.run(100);
  expect(stage.engine.stats().srtpErrors).toBe(20);
});

test('plain packets, another key and short datagrams are dropped, and teach no address', async () => {
  await using stage = new Stage();
  const { phone, endpoint } = secureEcho(stage);
  phone.voice = null;
  const stranger = new Phone({ address: '198.51.100.7:31000', voice: toneVoice(900, -5), ssrc: 0xbad });
  const other = new ReferenceSrtp(newSrtpSecret(suite));
  stranger.onTheWay = (datagram, count) => [count % 2 === 0 ? datagram : other.protect(datagram)];
  stranger.target = addressOf(endpoint);
  stage.place(stranger);
  stage.engine.inject(stranger.address, stranger.target, new Uint8Array([0x80, 0, 0, 1]));
  await stage.run(1_000);
  await fallSilent(stage, stranger);
  expect(stranger.arrivals).toEqual([]);
  expect(endpoint.stats()).toMatchObject({ packetsReceived: 0, srtpForged: 50, srtpMalformed: 1 });
  expect(endpoint.stats().remote).toBe(phone.address);
  expect(levelDbfs(phone.heard(0.5))).toBeLessThan(-60);
});

test('a forged RTCP packet says nothing', async () => {
  await using stage = new Stage();
  const { phone, endpoint } = secureEcho(stage);
  let goodbyes = 0;
  endpoint.events.on('rtcpBye', () => ++goodbyes);
  await stage.run(500);
  const bye = new Uint8Array([0x81, 203, 0, 1, 0x12, 0x34, 0x56, 0x78]);
  const report = new Uint8Array([0x80, 201, 0, 1, 0x12, 0x34, 0x56, 0x78]);
  const to = `${ENGINE_ADDRESS}:${endpoint.localPort + 1}`;
  stage.engine.inject(phone.rtcpAddress, to, bye);
  stage.engine.inject(phone.rtcpAddress, to, new ReferenceSrtp(newSrtpSecret(suite)).protectRtcp(bye));
  await stage.run(200);
  expect(goodbyes).toBe(0);
  expect(endpoint.stats().srtpErrors).toBe(2);
  const real = phone.sending.protectRtcp(Uint8Array.from([...report, ...bye]));
  stage.engine.inject(phone.rtcpAddress, to, real);
  stage.engine.inject(phone.rtcpAddress, to, real);
  await stage.run(200);
  expect(goodbyes).toBe(1);
  expect(endpoint.stats()).toMatchObject({ srtpErrors: 3, srtpReplayed: 1 });
});

test('keys change in mid-tone without a gap in either direction', async () => {
  await using stage = new Stage();
  const { phone, endpoint, config, keys } = secureEcho(stage);
  await stage.run(1_000);
  // Ours first, as endpoint.srtp_rekey does: used at once, while the peer's stays.
  const sendKey = newSrtpSecret(suite);
  phone.receiving.unshift(new ReferenceSrtp(sendKey));
  endpoint.configure({ ...config, srtp: { ...keys, sendKey } });
  await stage.run(1_000);
  phone.receiving.pop();
  // Then the peer's: it goes on with the old one for a while.
  const receiveKey = newSrtpSecret(suite);
  const old = phone.sending;
  endpoint.configure({ ...config, srtp: { suite, sendKey, receiveKey } });
  await stage.run(1_500);
  phone.sending = new ReferenceSrtp(receiveKey);
  await stage.run(1_500);
  expect(phone.unopened).toBe(0);
  expect(endpoint.stats()).toMatchObject({ srtpErrors: 0, packetsLost: 0, concealedMs: 0 });
  const levels = envelopeDbfs(excerpt(phone.heard(), 0.5));
  expect(Math.min(...levels)).toBeGreaterThan(-21);
  // The old key is of no use any more.
  phone.sending = old;
  await stage.run(200);
  await fallSilent(stage, phone);
  expect(endpoint.stats().srtpForged).toBe(10);
});

test('the old key is dropped after five seconds', async () => {
  await using stage = new Stage();
  const { endpoint, config, keys } = secureEcho(stage);
  await stage.run(500);
  endpoint.configure({ ...config, srtp: { ...keys, receiveKey: newSrtpSecret(suite) } });
  await stage.run(4_900);
  expect(endpoint.stats().srtpErrors).toBe(0);
  await stage.run(600);
  expect(endpoint.stats().srtpForged).toBeGreaterThan(20);
});

test('nothing is heard before the peer’s key is known', async () => {
  await using stage = new Stage();
  const { phone, endpoint, config, keys } = secureEcho(stage);
  endpoint.configure({ ...config, srtp: { ...keys, receiveKey: null } });
  await stage.run(200);
  const before = endpoint.stats().packetsReceived;
  expect(before).toBeGreaterThan(0); // a key once known is not taken away
  const [other, unknown] = stage.connect(
    stage.engine.createSession(),
    { address: '203.0.113.9:4000', voice: toneVoice(700, -20) },
    { srtp: { ...keys, receiveKey: null } },
  );
  other.onTheWay = (datagram) => [phone.sending.protect(datagram)];
  await stage.run(200);
  await fallSilent(stage, other);
  expect(unknown.stats()).toMatchObject({ packetsReceived: 0, srtpErrors: 0, datagramsDropped: 10 });
});

test.each(Object.keys(srtpSecretBytes) as SrtpSuite[])(
  '%s carries a tone between two endpoints, through a move to another session and with multiplexed RTCP',
  async (name) => {
    await using stage = new Stage();
    const [left, right] = [stage.engine.createSession(), stage.engine.createSession()];
    const [a, b] = [left.createEndpoint(), right.createEndpoint()];
    const [keyOfA, keyOfB] = [newSrtpSecret(name), newSrtpSecret(name)];
    const configOf = (port: number, sendKey: Uint8Array, receiveKey: Uint8Array): EndpointConfig => ({
      remote: { address: ENGINE_ADDRESS, port },
      rtcpMux: true,
      codec: { name: 'PCMU', payloadType: 0 },
      telephoneEvent: null,
      srtp: { suite: name, sendKey, receiveKey },
    });
    a.configure(configOf(b.localPort, keyOfA, keyOfB));
    b.configure(configOf(a.localPort, keyOfB, keyOfA));
    a.play({ kind: 'tones', tones: [{ frequenciesHz: [1_000], durationMs: 20_000, levelDbm0: -10 }] });
    await stage.run(3_000);
    b.moveTo(stage.engine.createSession());
    await stage.run(9_000);
    for (const endpoint of [a, b]) {
      expect(endpoint.stats()).toMatchObject({ srtpErrors: 0, packetsLost: 0, datagramsDropped: 0 });
      expect(endpoint.stats().roundTripMs).not.toBeNull();
    }
    // -10 dBm0 of a tone is -13.14 dBFS of a sine of full scale in mu-law.
    expect(b.stats().levelInDbfs).toBeCloseTo(-16.2, 0);
  },
);

test('a key of the wrong size is refused by name, and none of it is told', () => {
  const stage = new Stage();
  const { endpoint, config, keys } = secureEcho(stage);
  const bad = { ...keys, sendKey: new Uint8Array(29).fill(7) };
  expect(() => endpoint.configure({ ...config, srtp: bad })).toThrow(/srtp\.sendKey.*30 bytes.*29 bytes/);
  const wrongSuite = { ...keys, suite: 'NULL_HMAC' as SrtpSuite };
  expect(() => endpoint.configure({ ...config, srtp: wrongSuite })).toThrow(/srtp\.suite.*NULL_HMAC/);
});
