import { expect, test } from 'vitest';
import { envelopeDbfs, toneSnrDb } from '../phones/audio-analysis.js';
import { excerpt } from '../phones/signals.js';
import { toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

test('a wideband caller that joins and leaves a narrowband room leaves no hole in what the others hear', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  stage.connect(session, { address: '203.0.113.1:4000', voice: toneVoice(600, -18) });
  const [listener, listening] = stage.connect(session, { address: '203.0.113.2:4000' });
  const playback = listening.play({
    kind: 'samples',
    samples: Int16Array.from({ length: 44_100 }, (_, i) => 3_000 * Math.sin((2 * Math.PI * 1_500 * i) / 22_050)),
    sampleRateHz: 22_050,
  });
  await stage.run(1_000);
  const [, wideband] = stage.connect(
    session,
    { address: '203.0.113.3:4000' },
    { codec: { name: 'opus', payloadType: 111 }, telephoneEvent: null },
  );
  await stage.run(1_500);
  wideband.close();
  await stage.run(1_500);

  const heard = excerpt(listener.heard(), 0.3);
  const levels = envelopeDbfs(heard, 10);
  expect(Math.min(...levels), 'the quietest 10 ms').toBeGreaterThan(-24);
  expect(toneSnrDb(excerpt(heard, 2.2), 600)).toBeGreaterThan(30);
  // The file's own samples were all played, the room's change of rate notwithstanding.
  const report = await playback.finished;
  expect(report.reason).toBe('finished');
  expect(Math.abs(report.playedMs - 2_000)).toBeLessThanOrEqual(1);
});
