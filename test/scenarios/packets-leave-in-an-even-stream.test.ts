import { expect, test } from 'vitest';
import type { EndpointConfig } from '../../lib/media/index.js';
import { levelDbfs } from '../phones/audio-analysis.js';
import { type Arrival, toneVoice } from './stage/phone.js';
import { configFor, Stage } from './stage/stage.js';

/** Difference of neighbours, modulo the field's width. */
function steps(arrivals: readonly Arrival[], field: 'sequenceNumber' | 'timestamp'): number[] {
  const modulus = field === 'sequenceNumber' ? 2 ** 16 : 2 ** 32;
  return arrivals.slice(1).map(({ rtp }, i) => (rtp[field] - (arrivals[i]?.rtp[field] ?? 0) + modulus) % modulus);
}

function expectOneStream(arrivals: readonly Arrival[], payloadType: number, ticks: number): void {
  for (const { rtp } of arrivals) {
    expect(rtp).toMatchObject({ version: 2, padding: false, extension: false, contributors: 0, payloadType });
  }
  expect(new Set(arrivals.map(({ rtp }) => rtp.ssrc)).size).toBe(1);
  expect(new Set(steps(arrivals, 'sequenceNumber'))).toEqual(new Set([1]));
  expect(new Set(steps(arrivals, 'timestamp'))).toEqual(new Set([ticks]));
  expect(arrivals.map(({ rtp }) => rtp.marker)).toEqual([true, ...arrivals.slice(1).map(() => false)]);
}

test('G.711 leaves in packets of 160 bytes, 160 ticks and 20 ms apart, marked once', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone] = stage.connect(session, { address: '203.0.113.1:4000' });
  stage.connect(session, { address: '203.0.113.2:4000', voice: toneVoice(440, -20) });
  await stage.run(2_000);
  expect(phone.arrivals).toHaveLength(100);
  expectOneStream(phone.arrivals, 0, 160);
  for (const [i, { rtp, atMs }] of phone.arrivals.entries()) {
    expect(rtp.payload).toHaveLength(160);
    expect(atMs - (phone.arrivals[0]?.atMs ?? 0)).toBeCloseTo(20 * i, 6);
  }
});

test('Opus leaves with 960 ticks between packets under the negotiated payload type', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone] = stage.connect(
    session,
    { address: '203.0.113.1:4000' },
    { codec: { name: 'opus', payloadType: 96 }, telephoneEvent: null },
  );
  stage.connect(session, { address: '203.0.113.2:4000', voice: toneVoice(440, -20) });
  await stage.run(1_000);
  expectOneStream(phone.arrivals, 96, 960);
});

test('who is alone is sent silence', async () => {
  await using stage = new Stage();
  const [phone] = stage.connect(stage.engine.createSession(), {
    address: '203.0.113.1:4000',
    voice: toneVoice(440, -10),
  });
  await stage.run(1_000);
  expect(phone.arrivals).toHaveLength(50);
  expectOneStream(phone.arrivals, 0, 160);
  expect(levelDbfs(phone.heard())).toBeLessThan(-70);
});

test('on hold nothing is sent, and afterwards the same stream goes on where time has got to', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone, endpoint] = stage.connect(session, { address: '203.0.113.1:4000', voice: toneVoice(700, -20) });
  const [other] = stage.connect(session, { address: '203.0.113.2:4000', voice: toneVoice(440, -20) });
  const direct = (direction: EndpointConfig['direction']): void =>
    endpoint.configure({ ...configFor(phone), ...(direction && { direction }) });

  await stage.run(1_000);
  direct('inactive');
  const before = phone.arrivals.length;
  await stage.run(1_000);
  expect(phone.arrivals).toHaveLength(before);
  expect(levelDbfs(other.heard(0.5))).toBeLessThan(-70);

  direct('sendrecv');
  await stage.run(1_000);
  expect(phone.arrivals).toHaveLength(before + 50);
  expect(levelDbfs(phone.heard(0.5))).toBeCloseTo(-20, 0);
  expect(levelDbfs(other.heard(0.5))).toBeCloseTo(-20, 0);
  const [last, resumed] = phone.arrivals.slice(before - 1, before + 1);
  expect(resumed?.rtp.ssrc).toBe(last?.rtp.ssrc);
  expect(resumed?.rtp.sequenceNumber).toBe(((last?.rtp.sequenceNumber ?? 0) + 1) & 0xffff);
  expect(((resumed?.rtp.timestamp ?? 0) - (last?.rtp.timestamp ?? 0)) >>> 0).toBe(51 * 160);
  expect(resumed?.rtp.marker).toBe(true);
});

test('who may only listen is heard by nobody; who may only speak hears nothing', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [held] = stage.connect(
    session,
    { address: '203.0.113.1:4000', voice: toneVoice(700, -20) },
    { direction: 'sendonly' },
  );
  const [speaker] = stage.connect(
    session,
    { address: '203.0.113.2:4000', voice: toneVoice(440, -20) },
    { direction: 'recvonly' },
  );
  await stage.run(1_000);
  expect(levelDbfs(held.heard(0.5))).toBeCloseTo(-20, 0);
  expect(speaker.arrivals).toHaveLength(0);
});

test('another codec in mid-call keeps SSRC, sequence and books', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone, endpoint] = stage.connect(session, { address: '203.0.113.1:4000', voice: toneVoice(700, -20) });
  const [other] = stage.connect(session, { address: '203.0.113.2:4000', voice: toneVoice(440, -20) });
  let started = 0;
  endpoint.events.on('mediaStarted', () => started++);
  await stage.run(1_000);

  phone.payloadType = 8;
  endpoint.configure(configFor(phone));
  await stage.run(1_000);
  const [last, first] = [phone.audio(0).at(-1), phone.audio(8)[0]];
  expect(first?.rtp.ssrc).toBe(last?.rtp.ssrc);
  expect(first?.rtp.sequenceNumber).toBe(((last?.rtp.sequenceNumber ?? 0) + 1) & 0xffff);
  expect(((first?.rtp.timestamp ?? 0) - (last?.rtp.timestamp ?? 0)) >>> 0).toBe(160);
  expect(levelDbfs(phone.heard(0.5))).toBeCloseTo(-20, 0);
  expect(levelDbfs(other.heard(0.5))).toBeCloseTo(-20, 0);
  expect(endpoint.stats().packetsReceived).toBeGreaterThan(95);
  expect(endpoint.stats().packetsLost).toBe(0);
  expect(started).toBe(1);
});

test('from G.711 to Opus and back, timestamps follow the new clock', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone, endpoint] = stage.connect(session, { address: '203.0.113.1:4000' });
  await stage.run(500);
  endpoint.configure({ ...configFor(phone), codec: { name: 'opus', payloadType: 111 } });
  await stage.run(500);
  endpoint.configure(configFor(phone));
  await stage.run(500);
  expect(new Set(phone.arrivals.map(({ rtp }) => rtp.ssrc)).size).toBe(1);
  expect(new Set(steps(phone.arrivals, 'sequenceNumber'))).toEqual(new Set([1]));
  expect(new Set(steps(phone.audio(111), 'timestamp'))).toEqual(new Set([960]));
});
