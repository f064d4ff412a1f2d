import { expect, test } from 'vitest';
import { dominantFrequencyHz, envelopeDbfs, toneLevelDbfs } from '../phones/audio-analysis.js';
import { excerpt } from '../phones/signals.js';
import { toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

test('an endpoint moves between sessions in mid-tone without a gap', async () => {
  await using stage = new Stage();
  // Sessions take turns on the wheel, so each move also changes the moment in which packets leave.
  const sessions = Array.from({ length: 4 }, () => stage.engine.createSession());
  const tones = [500, 800, 1_100, 1_400];
  for (const [i, session] of sessions.entries()) {
    stage.connect(session, { address: `203.0.113.${i + 1}:4000`, voice: toneVoice(tones[i] ?? 0, -18) });
  }
  const [mover, endpoint] = stage.connect(sessions[0] as (typeof sessions)[0], {
    address: '203.0.113.9:4000',
    voice: toneVoice(2_000, -30),
  });
  await stage.run(1_000);
  for (const session of [1, 2, 3, 1, 0, 3, 2, 0]) {
    endpoint.moveTo(sessions[session] as (typeof sessions)[0]);
    await stage.run(495);
    const latest = excerpt(mover.heard(0.3), 0);
    expect(dominantFrequencyHz(latest)).toBeCloseTo(tones[session] ?? 0, 0);
    expect(toneLevelDbfs(latest, tones[session] ?? 0)).toBeCloseTo(-18, 0);
    expect(toneLevelDbfs(latest, 2_000)).toBeLessThan(-70);
    expect(endpoint.session).toBe(sessions[session]);
  }
  for (const [i, { rtp, atMs }] of mover.arrivals.slice(1).entries()) {
    const before = mover.arrivals[i];
    expect((rtp.timestamp - (before?.rtp.timestamp ?? 0)) >>> 0).toBe(160);
    expect(rtp.sequenceNumber).toBe(((before?.rtp.sequenceNumber ?? 0) + 1) & 0xffff);
    expect(rtp.marker).toBe(false);
    expect(atMs - (before?.atMs ?? 0) - 20, 'gap beyond the usual').toBeLessThan(20);
  }
  expect(Math.min(...envelopeDbfs(excerpt(mover.heard(), 0.5)))).toBeGreaterThan(-27);
});

test('playback, recording and counters go along', async () => {
  await using stage = new Stage();
  const [from, to] = [stage.engine.createSession(), stage.engine.createSession()];
  const [phone, endpoint] = stage.connect(from, { address: '203.0.113.1:4000', voice: toneVoice(700, -20) });
  const playback = endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [1_000], durationMs: 3_000 }] });
  const recording = endpoint.record(`${stage.folder}/moved.wav`);
  await stage.run(1_000);
  endpoint.moveTo(to);
  await stage.run(2_200);
  expect(await playback.finished).toEqual({ reason: 'finished', playedMs: 3_000 });
  const levels = envelopeDbfs(excerpt(phone.heard(), 0.1, 2.8));
  expect(Math.min(...levels)).toBeGreaterThan(Math.max(...levels) - 1);
  const stopped = recording.stop();
  await stage.run(20);
  expect(Math.abs((await stopped).durationMs - 3_200)).toBeLessThanOrEqual(20);
  expect(endpoint.stats().packetsReceived).toBeGreaterThan(150);
  expect([...from.endpoints]).toEqual([]);
  expect([...to.endpoints]).toEqual([endpoint]);
});
