import { expect, test } from 'vitest';
import { findPattern, levelDbfs, toneLevelDbfs } from '../phones/audio-analysis.js';
import { excerpt, noise, sequence, silence } from '../phones/signals.js';
import { soundVoice, toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

test('with loopback the caller hears itself, and without it no more', async () => {
  await using stage = new Stage();
  const burst = noise(-20, 0.3, 3);
  const said = sequence(silence(0.6), burst, silence(2));
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), {
    address: '203.0.113.1:4000',
    voice: soundVoice(said),
  });
  endpoint.setLoopback(true);
  await stage.run(2_000);
  const found = findPattern(phone.heard(), burst);
  expect(found.likeness).toBeGreaterThan(0.98);
  const delayMs = (phone.arrivals[0]?.atMs ?? 0) + found.atSeconds * 1_000 - ((phone.firstSentMs ?? 0) - 20 + 600);
  expect(delayMs).toBeGreaterThan(20);
  expect(delayMs).toBeLessThanOrEqual(60);

  endpoint.setLoopback(false);
  phone.voice = toneVoice(500, -20);
  await stage.run(1_000);
  expect(levelDbfs(phone.heard(0.5))).toBeLessThan(-70);
});

test('loopback in company: all hear the others, one also itself', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [echoed, endpoint] = stage.connect(session, { address: '203.0.113.1:4000', voice: toneVoice(500, -20) });
  const [plain] = stage.connect(session, { address: '203.0.113.2:4000', voice: toneVoice(900, -20) });
  endpoint.setLoopback(true);
  await stage.run(2_000);
  const [withSelf, withoutSelf] = [excerpt(echoed.heard(), 0.5), excerpt(plain.heard(), 0.5)];
  for (const hz of [500, 900]) expect(toneLevelDbfs(withSelf, hz)).toBeCloseTo(-20, 0);
  expect(toneLevelDbfs(withoutSelf, 500)).toBeCloseTo(-20, 0);
  expect(toneLevelDbfs(withoutSelf, 900)).toBeLessThan(-60);
});
