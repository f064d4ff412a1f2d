import { expect, test } from 'vitest';
import type { DetectedSound, Endpoint, Tone } from '../../lib/media/index.js';
import { noise } from '../phones/signals.js';
import { soundVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

test('tones that a source plays are told by name, until nobody asks any more', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const busy: Tone[] = [{ frequenciesHz: [400], durationMs: 375, pauseMs: 375 }];
  const source = session.createSource({ kind: 'tones', tones: busy }, { loops: null });
  const heard: DetectedSound[] = [];
  expect(() => source.detectSounds({ tones: 'xx' as 'gb', onSound: () => undefined })).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('country') }),
  );
  source.detectSounds({ tones: 'gb', digits: true, answer: true, onSound: (sound) => heard.push(sound) });
  await stage.run(3_000);
  expect(heard).toEqual([{ type: 'tone', tone: 'busy', country: 'gb', frequenciesHz: [400], cadenceMs: [375, 375] }]);
  source.detectSounds(null);
  await stage.run(3_000);
  expect(heard).toHaveLength(1);
});

test('the floor goes to who speaks, and to nobody when the speaker leaves', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const syllables = (seed: number, fromMs: number, toMs: number) => {
    const { samples } = noise(-18, 6, seed);
    const loud = (i: number) => i >= 8 * fromMs && i < 8 * toMs && i % 2000 < 1500;
    return soundVoice({ samples: samples.map((sample, i) => (loud(i) ? sample : sample / 300)), sampleRateHz: 8_000 });
  };
  const [, a] = stage.connect(session, { address: '203.0.113.1:4000', voice: syllables(1, 500, 2_000) });
  const [, b] = stage.connect(session, { address: '203.0.113.2:4000', voice: syllables(2, 2_500, 6_000) });
  const floor: (Endpoint | null)[] = [];
  session.watchSpeaker((speaker) => floor.push(speaker));
  await stage.run(2_000);
  expect(floor).toEqual([a]);
  await stage.run(2_000);
  expect(floor).toEqual([a, b]);
  b.close();
  await stage.run(100);
  expect(floor).toEqual([a, b, null]);
});
