import { expect, test } from 'vitest';
import type { SessionDirection } from '../../lib/media/index.js';
import { toneLevelDbfs } from '../phones/audio-analysis.js';
import { type Phone, toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

/** The levels of 500 and 700 Hz in what a phone heard last. */
function hears(phone: Phone): [boolean, boolean] {
  const sound = { samples: phone.heard().samples.slice(-8_000), sampleRateHz: 8_000 };
  return [toneLevelDbfs(sound, 500) > -30, toneLevelDbfs(sound, 700) > -30];
}

async function bridged(direction: SessionDirection): Promise<[near: boolean, far: boolean]> {
  await using stage = new Stage();
  const [here, there] = [stage.engine.createSession(), stage.engine.createSession()];
  const [near] = stage.connect(here, { address: '203.0.113.1:4000', voice: toneVoice(500, -12) });
  const [far] = stage.connect(there, { address: '203.0.113.2:4000', voice: toneVoice(700, -12) });
  const bridge = here.bridge(there, { direction });
  expect(bridge.near.direction).toBe(direction);
  await stage.run(2_000);
  const heard: [boolean, boolean] = [hears(near)[1], hears(far)[0]];
  bridge.far.close();
  expect([bridge.near.closed, here.endpoints.size, there.endpoints.size]).toEqual([true, 1, 1]);
  await stage.run(1_500);
  expect([hears(near)[1], hears(far)[0]]).toEqual([false, false]);
  return heard;
}

test('two sessions hear each other, or one the other, as the near end is told', async () => {
  expect(await bridged('sendrecv')).toEqual([true, true]);
  // The near end hears its session and feeds it nothing: what is said here is heard there.
  expect(await bridged('recvonly')).toEqual([false, true]);
  expect(await bridged('sendonly')).toEqual([true, false]);
  expect(await bridged('inactive')).toEqual([false, false]);
});

test('closing a session takes the other end of its bridge along', async () => {
  await using stage = new Stage();
  const [here, there] = [stage.engine.createSession(), stage.engine.createSession()];
  const { far } = here.bridge(there);
  here.close();
  await stage.run(40);
  expect([far.closed, there.endpoints.size, stage.engine.stats().endpoints]).toEqual([true, 0, 0]);
  expect(() => there.bridge(there)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  expect(() => there.bridge(here)).toThrow(expect.objectContaining({ code: 'CLOSED' }));
});
