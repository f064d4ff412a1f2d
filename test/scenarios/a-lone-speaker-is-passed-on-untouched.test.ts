import { expect, test } from 'vitest';
import type { EndpointConfig } from '../../lib/media/index.js';
import { type Arrival, type Phone, TELEPHONE_EVENT, toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

const passing: Partial<EndpointConfig> = { steady: false, detection: false };

const steps = (arrivals: readonly Arrival[]): number[] =>
  arrivals.slice(1).map(({ rtp }, i) => (rtp.timestamp - (arrivals[i]?.rtp.timestamp ?? 0)) >>> 0);

const payloads = (phone: Phone): Buffer[] => phone.audio().map(({ rtp }) => Buffer.from(rtp.payload));

test('two phones of one codec get each other byte for byte, within 5 ms, and silence is nothing', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [alice, atAlice] = stage.connect(session, { address: '203.0.113.1:4000', ssrc: 1 }, passing);
  const [bob, atBob] = stage.connect(session, { address: '203.0.113.2:4000', ssrc: 2 }, passing);
  const sent: Buffer[] = [];
  const sentAt: number[] = [];
  alice.voice = toneVoice(500, -12);
  alice.onTheWay = (datagram) => {
    sent.push(Buffer.from(datagram.subarray(12)));
    sentAt.push(stage.engine.nowMs);
    return [datagram];
  };
  await stage.run(1_000);

  expect(payloads(bob)).toEqual(sent.slice(0, bob.audio().length));
  expect(sent.length - bob.audio().length).toBeLessThanOrEqual(1);
  expect(new Set(steps(bob.audio()))).toEqual(new Set([160]));
  expect(bob.audio()[0]?.rtp.ssrc).not.toBe(1);
  const delays = bob.audio().map(({ atMs }, i) => atMs - (sentAt[i] ?? 0));
  expect(Math.max(...delays)).toBeLessThanOrEqual(5); // the step of virtual time
  expect(alice.arrivals).toEqual([]);
  expect(atAlice.stats().jitterBufferDelayMs).toBe(0);
  expect(atBob.stats().datagramsDropped).toBe(0);
});

test('a third who joins and leaves turns passing on into mixing and back, without a step backwards', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [alice] = stage.connect(session, { address: '203.0.113.1:4000', ssrc: 1 }, passing);
  const [bob] = stage.connect(session, { address: '203.0.113.2:4000', ssrc: 2 }, passing);
  alice.voice = toneVoice(500, -12);
  for (let round = 0; round < 4; round++) {
    await stage.run(500);
    const [carol, atCarol] = stage.connect(session, { address: `203.0.113.3:${4000 + 2 * round}` }, passing);
    carol.voice = toneVoice(700, -12);
    await stage.run(500);
    carol.voice = null;
    atCarol.close();
  }
  const taken = steps(bob.audio());
  expect(taken.length).toBeGreaterThan(190);
  expect(taken.filter((step) => step === 160).length / taken.length).toBeGreaterThan(0.95);
  expect(Math.max(...taken)).toBeLessThanOrEqual(480); // none backwards, which would be a large step modulo 2^32
});

test('digits reach who negotiated them, and are told where they were pressed', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const other = { payloadType: 97, clockRateHz: 8_000 };
  const [alice, atAlice] = stage.connect(session, { address: '203.0.113.1:4000', ssrc: 1 }, passing);
  const [bob, atBob] = stage.connect(session, { address: '203.0.113.2:4000' }, { ...passing, telephoneEvent: other });
  const [carol] = stage.connect(session, { address: '203.0.113.3:4000' }, { ...passing, telephoneEvent: null });
  const told: string[] = [];
  atAlice.events.on('dtmf', ({ digit }) => told.push(`alice ${digit}`));
  atBob.events.on('dtmf', ({ digit }) => told.push(`bob ${digit}`));
  await stage.run(20);
  for (let n = 1; n <= 8; n++) {
    const payload = Uint8Array.of(9, n > 5 ? 0x8a : 0x0a, (n * 160) >> 8, (n * 160) & 0xff);
    const datagram = alice.packet({ payloadType: TELEPHONE_EVENT, marker: n === 1, payload });
    stage.engine.inject(alice.address, alice.target, datagram);
    await stage.run(20);
  }
  expect(told).toEqual(['alice 9']);
  const events = bob.arrivals.filter(({ rtp }) => rtp.payloadType === 97);
  expect(events.map(({ rtp }) => rtp.payload[1] ?? 0)).toEqual([10, 10, 10, 10, 10, 138, 138, 138]);
  expect(new Set(events.map(({ rtp }) => rtp.timestamp)).size).toBe(1);
  expect(carol.arrivals.filter(({ rtp }) => rtp.payloadType === TELEPHONE_EVENT || rtp.payloadType === 97)).toEqual([]);
});
