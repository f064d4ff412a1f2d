import { expect, test } from 'vitest';
import type { EndpointStats } from '../../lib/media/index.js';
import { toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

const SPEAKER = { address: '203.0.113.1:4000', voice: toneVoice(600, -18) };
const PACKET_MS = 20;

/** The figures of a call of `seconds` in which packets of these numbers never come. */
async function figuresWithLoss(seconds: number, isLost: (number: number) => boolean): Promise<EndpointStats> {
  await using stage = new Stage();
  const [speaker, spoken] = stage.connect(stage.engine.createSession(), SPEAKER);
  speaker.onTheWay = (datagram, count) => (isLost(count) ? [] : [datagram]);
  await stage.run(seconds * 1_000 + 150);
  return spoken.stats();
}

test('bursts and single losses are told apart', async () => {
  const isLost = (number: number) => [50, 51, 53, 80].includes(number % 100);
  const stats = await figuresWithLoss(20, isLost);
  expect(stats).toMatchObject({
    packetsLost: 40,
    packetsDiscarded: 0,
    discardRate: 0,
    concealmentEvents: 30,
    concealedMs: 800,
    concealedSamples: 6_400,
    silentConcealedSamples: 0,
  });
  expect(stats.burstDensity).toBe(3 / 4);
  expect(stats.burstDurationMs).toBe(4 * PACKET_MS);
  expect(stats.gapDensity).toBeCloseTo(1 / 96, 3);
  expect(Math.abs(stats.gapDurationMs - 96 * PACKET_MS)).toBeLessThan(10 * PACKET_MS);
});

test('what has faded to silence is told as such', async () => {
  const stats = await figuresWithLoss(3, (number) => number >= 50 && number < 60);
  // The voice is continued for 80 ms, and fades within 60.
  expect(stats).toMatchObject({ packetsLost: 10, concealedMs: 80, silentConcealedSamples: 160, concealmentEvents: 1 });
});

test('packets that come too late are discarded, not lost', async () => {
  await using stage = new Stage();
  const [speaker, spoken] = stage.connect(stage.engine.createSession(), SPEAKER);
  const held: { readonly datagram: Uint8Array; readonly atMs: number }[] = [];
  speaker.onTheWay = (datagram, count) => {
    if (count % 100 !== 99) return [datagram];
    held.push({ datagram, atMs: stage.engine.nowMs + 1_500 });
    return [];
  };
  for (let ms = 0; ms < 20_000; ms += PACKET_MS) {
    while (held[0] && held[0].atMs <= stage.engine.nowMs) {
      stage.engine.inject(speaker.address, speaker.target, held.shift()?.datagram ?? new Uint8Array());
    }
    await stage.run(PACKET_MS);
  }
  const stats = spoken.stats();
  expect(stats.packetsLost).toBeLessThanOrEqual(1);
  expect(stats.packetsDiscarded).toBeGreaterThanOrEqual(8);
  expect(stats.discardRate).toBeCloseTo(stats.packetsDiscarded / (stats.packetsReceived + stats.packetsLost), 10);
  expect(stats.gapDensity).toBeCloseTo(0.01, 2);
  expect(stats.burstDensity).toBe(0);
});

test('the delay follows the jitter, by stretching, and comes down after it', async () => {
  await using stage = new Stage({ seed: 9 });
  const [, spoken] = stage.connect(stage.engine.createSession(), SPEAKER);
  await stage.run(3_000);
  const calm = spoken.stats();
  expect(calm.jitterBufferTargetDelayMs).toBeLessThan(3);
  expect(calm.insertedSamplesForDeceleration).toBe(0);

  stage.engine.setNetwork({ delayMs: 80, jitterMs: 20 });
  await stage.run(15_000);
  const wild = spoken.stats();
  expect(wild.jitterBufferTargetDelayMs).toBeGreaterThan(30);
  expect(wild.jitterBufferTargetDelayMs).toBeLessThan(130);
  expect(wild.jitterBufferMinimumDelayMs).toBe(wild.jitterBufferTargetDelayMs);
  expect(Math.abs(wild.jitterBufferDelayMs - wild.jitterBufferTargetDelayMs)).toBeLessThan(60);
  expect(wild.insertedSamplesForDeceleration).toBeGreaterThan(100);
  expect(wild.concealedMs).toBeLessThan(0.02 * 15_000);

  stage.engine.setNetwork({ delayMs: 80 });
  await stage.run(15_000);
  const again = spoken.stats();
  expect(again.jitterBufferTargetDelayMs).toBeLessThan(5);
  expect(again.jitterBufferDelayMs).toBeLessThan(40);
  expect(again.removedSamplesForAcceleration).toBeGreaterThan(wild.removedSamplesForAcceleration + 100);
});
