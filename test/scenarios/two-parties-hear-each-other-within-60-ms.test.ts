import { expect, test } from 'vitest';
import { findPattern } from '../phones/audio-analysis.js';
import { noise, sequence, silence } from '../phones/signals.js';
import { soundVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

// A packet leaves when its last sample was spoken, and its first sample plays when it arrives.
test.each([0, 5, 10, 15])('mouth to ear is at most 60 ms when the phone is %i ms off the beat', async (offsetMs) => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const burst = noise(-20, 0.3, 7);
  const said = sequence(silence(1), burst, silence(2));
  const [speaker] = stage.connect(session, { address: '203.0.113.1:4000' });
  const [listener] = stage.connect(session, { address: '203.0.113.2:4000', voice: () => 0 });
  await stage.run(100 + offsetMs);
  speaker.voice = soundVoice(said);
  await stage.run(2_500);

  const found = findPattern(listener.heard(), burst);
  const heardAtMs = (listener.arrivals[0]?.atMs ?? 0) + found.atSeconds * 1_000;
  const spokenAtMs = (speaker.firstSentMs ?? 0) - speaker.packetMs + 1_000;
  const mouthToEarMs = heardAtMs - spokenAtMs;
  console.info(`mouth to ear, ${offsetMs} ms off the beat: ${mouthToEarMs.toFixed(1)} ms`);
  expect(found.likeness).toBeGreaterThan(0.98);
  expect(mouthToEarMs).toBeGreaterThan(20);
  expect(mouthToEarMs).toBeLessThanOrEqual(60);
});
