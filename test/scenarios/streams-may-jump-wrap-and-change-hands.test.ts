import { expect, test } from 'vitest';
import { activeSpans, dominantFrequencyHz, envelopeDbfs, levelDbfs, toneSnrDb } from '../phones/audio-analysis.js';
import { excerpt } from '../phones/signals.js';
import { toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

const TONE = { address: '203.0.113.1:4000', voice: toneVoice(600, -18) };
const LISTENER = { address: '203.0.113.2:4000' };

test('sequence number and timestamp wrap unheard', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [, spoken] = stage.connect(session, { ...TONE, firstSequence: 65_500, firstTimestamp: 2 ** 32 - 50 * 160 });
  const [listener] = stage.connect(session, LISTENER);
  await stage.run(3_000);
  expect(toneSnrDb(excerpt(listener.heard(), 0.5), 600)).toBeGreaterThan(30);
  expect(spoken.stats()).toMatchObject({ packetsLost: 0, packetsDiscarded: 0, concealedMs: 0 });
});

test('the engine wraps its own sequence numbers one by one', async () => {
  // Over 65,536 packets of 20 ms: a call of 22 minutes.
  await using stage = new Stage();
  const [phone] = stage.connect(stage.engine.createSession(), LISTENER);
  await stage.run(100);
  for (let minute = 0; minute < 22; minute++) {
    stage.engine.step(60_000);
    await stage.run(20);
  }
  const numbers = phone.arrivals.map(({ rtp }) => rtp.sequenceNumber);
  expect(numbers.length).toBeGreaterThan(65_000);
  const wrapped = numbers.slice(1).filter((number, i) => number !== (((numbers[i] ?? 0) + 1) & 0xffff));
  expect(wrapped).toEqual([]);
  expect(numbers).toContain(0);
});

test.each([
  ['forward', 800_000],
  ['back', -400_000],
])('a timestamp that jumps %s is followed within 100 ms', async (_, jump) => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [speaker] = stage.connect(session, { ...TONE, firstTimestamp: 1_000_000 });
  const [listener] = stage.connect(session, LISTENER);
  await stage.run(2_000);
  speaker.timestamp = (speaker.timestamp + jump) >>> 0;
  await stage.run(2_000);
  expectHoleBelow(listener.heard(), 0.1);
});

test('another SSRC in mid-call is heard at once and books go on', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [speaker, spoken] = stage.connect(session, TONE);
  const [listener] = stage.connect(session, LISTENER);
  let started = 0;
  spoken.events.on('mediaStarted', () => started++);
  await stage.run(2_000);
  speaker.ssrc = 0xcafe_0001;
  speaker.sequenceNumber = 7;
  speaker.timestamp = 99;
  speaker.voice = toneVoice(900, -18);
  await stage.run(2_000);
  const heard = listener.heard();
  expectHoleBelow(heard, 0.1);
  expect(dominantFrequencyHz(excerpt(heard, 2.3, 1.5))).toBeCloseTo(900, 0);
  expect(spoken.stats()).toMatchObject({ packetsLost: 0 });
  expect(spoken.stats().packetsReceived).toBeGreaterThan(190);
  expect(started).toBe(1);
});

test.each([10, 20, 30, 40, 60])('packets of %i ms are heard whole', async (packetMs) => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [speaker, spoken] = stage.connect(session, { ...TONE, packetMs });
  const [listener] = stage.connect(session, LISTENER);
  await stage.run(4_000);
  const heard = excerpt(listener.heard(), 0.5);
  expect(toneSnrDb(heard, 600)).toBeGreaterThan(30);
  expect(levelDbfs(heard)).toBeCloseTo(-18, 0);
  expect(spoken.stats()).toMatchObject({ packetsLost: 0, packetsDiscarded: 0 });
  expect(speaker.packetsSent).toBeGreaterThanOrEqual(Math.floor(4_000 / packetMs));
  // Listening is in the session's own packets whatever the other side does.
  expect(new Set(listener.arrivals.map(({ rtp }) => rtp.payload.length))).toEqual(new Set([160]));
});

test.each([
  ['what nobody negotiated', 19, 30],
  ['noise described in mid-word', 13, 0],
])('%s is no loss', async (_, payloadType, dropped) => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [speaker, spoken] = stage.connect(session, TONE);
  const [listener] = stage.connect(session, LISTENER);
  speaker.onTheWay = (datagram, count) =>
    count % 5 === 0 ? [datagram, speaker.packet({ payloadType, payload: Uint8Array.of(60) })] : [datagram];
  await stage.run(3_000);
  const { packetsLost, concealedMs, datagramsDropped } = spoken.stats();
  expect({ packetsLost, concealedMs }).toEqual({ packetsLost: 0, concealedMs: 0 });
  expect(Math.abs(datagramsDropped - dropped)).toBeLessThanOrEqual(1);
  expect(toneSnrDb(excerpt(listener.heard(), 0.5), 600)).toBeGreaterThan(30);
});

/** After the first half second there is sound, but for one hole of less than `seconds`. */
function expectHoleBelow(heard: Parameters<typeof envelopeDbfs>[0], seconds: number): void {
  const rest = excerpt(heard, 0.5);
  const silent = envelopeDbfs(rest).filter((level) => level < -40).length * 0.02;
  expect(silent).toBeLessThan(seconds);
  expect(activeSpans(rest, -40).length).toBe(1);
}
