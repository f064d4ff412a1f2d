import { expect, test } from 'vitest';
import {
  activeSpans,
  dominantFrequencyHz,
  envelopeDbfs,
  levelDbfs,
  toneLevelDbfs,
  toneSnrDb,
} from '../phones/audio-analysis.js';
import { excerpt, sequence, silence, tone } from '../phones/signals.js';
import { soundVoice, toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

const scale = [500, 700, 900, 1_100, 1_300, 1_500, 1_700, 1_900, 2_100, 2_300];
const melody = sequence(silence(0.6), ...scale.flatMap((hz) => [tone(hz, -20, 0.2), silence(0.1)]), silence(2));

const networks = [
  ['a perfect network', {}],
  ['reordering', { delayMs: 60, jitterMs: 15 }],
  ['duplicates', { delayMs: 30, jitterMs: 5, duplicateRatio: 0.3 }],
  ['five percent of loss', { delayMs: 30, lossRatio: 0.05 }],
  ['all of it', { delayMs: 60, jitterMs: 12, lossRatio: 0.03, duplicateRatio: 0.1 }],
] as const;

test.each(networks)('a melody stays in order and in tune over %s', async (_, conditions) => {
  await using stage = new Stage({ seed: 11 });
  const session = stage.engine.createSession();
  const [, spoken] = stage.connect(session, { address: '203.0.113.1:4000', voice: soundVoice(melody) });
  const [listener] = stage.connect(session, { address: '203.0.113.2:4000' });
  stage.engine.setNetwork(conditions);
  await stage.run(5_600);

  const heard = listener.heard();
  const tones = activeSpans(heard, -45, 50).filter(({ fromSeconds, toSeconds }) => toSeconds - fromSeconds > 0.1);
  const notes = tones.map(({ fromSeconds, toSeconds }) =>
    dominantFrequencyHz(excerpt(heard, fromSeconds + 0.03, toSeconds - fromSeconds - 0.06)),
  );
  expect(notes.map((hz) => Math.round(hz / 100) * 100)).toEqual(scale);
  for (const [i, hz] of notes.entries()) expect(Math.abs(hz - (scale[i] ?? 0))).toBeLessThan(12);
  expect(spoken.stats().packetsReceived).toBeGreaterThan(200);
});

test('under five percent of loss a tone keeps its level and has no hole', async () => {
  await using stage = new Stage({ seed: 5 });
  const session = stage.engine.createSession();
  const [speaker, spoken] = stage.connect(session, { address: '203.0.113.1:4000', voice: toneVoice(600, -18) });
  const [listener] = stage.connect(session, { address: '203.0.113.2:4000' });
  const random = lottery(99);
  let [sent, lost] = [0, 0];
  await stage.run(1_000);
  speaker.onTheWay = (datagram) => {
    sent++;
    if (random() >= 0.05) return [datagram];
    lost++;
    return [];
  };
  await stage.run(20_000);

  const heard = excerpt(listener.heard(), 2);
  const stats = spoken.stats();
  expect(Math.abs(stats.packetsLost - lost)).toBeLessThanOrEqual(1);
  expect(lost / sent).toBeGreaterThan(0.03);
  expect(stats.concealedMs).toBeGreaterThan(lost * 20 - 100);
  expect(stats.concealedMs).toBeLessThan(lost * 20 + 200);
  expect(Math.abs(toneLevelDbfs(heard, 600) - -18)).toBeLessThan(1.5);
  expect(Math.min(...envelopeDbfs(heard))).toBeGreaterThan(-30);
  expect(stats.mos).toBeLessThan(4.2);
  expect(stats.mos).toBeGreaterThan(3);
});

test('packets too late to be heard are told from lost ones, and the voice goes on', async () => {
  await using stage = new Stage({ seed: 3 });
  const session = stage.engine.createSession();
  const [speaker, spoken] = stage.connect(session, { address: '203.0.113.1:4000', voice: toneVoice(600, -18) });
  const [listener] = stage.connect(session, { address: '203.0.113.2:4000' });
  const held: Uint8Array[] = [];
  speaker.onTheWay = (datagram, count) => {
    if (count % 50 === 0) held.push(datagram);
    if (count % 50 === 30 && held.length > 0) return [held.shift() as Uint8Array, datagram];
    return count % 50 === 0 ? [] : [datagram];
  };
  await stage.run(6_000);
  const stats = spoken.stats();
  // Five come too late; one or two more are left out as the delay reaches its bound.
  expect(stats.packetsDiscarded).toBeGreaterThanOrEqual(5);
  expect(stats.packetsDiscarded).toBeLessThanOrEqual(7);
  expect(stats.packetsLost).toBeLessThanOrEqual(1);
  expect(toneSnrDb(excerpt(listener.heard(), 1.2), 600)).toBeGreaterThan(15);
  expect(levelDbfs(excerpt(listener.heard(), 5))).toBeCloseTo(-18, 0);
});

/** Uniform in 0..1, the same each time. */
function lottery(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
