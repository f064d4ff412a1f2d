import { expect, test } from 'vitest';
import { native } from '../../lib/native/index.js';
import { levelDbfs } from '../phones/audio-analysis.js';
import { espeakInstalled, spoken } from '../phones/espeak.js';
import { excerpt, noise, resampled } from '../phones/signals.js';
import type { Sound } from '../phones/wav.js';
import { soundVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

const { webrtc } = native().buildInfo();

function between(sound: Sound, fromS: number, toS: number): number {
  return levelDbfs(excerpt(sound, fromS, toS - fromS));
}

test.skipIf(!webrtc)('noise suppression comes and goes while the caller is heard', async () => {
  await using stage = new Stage();
  const voice = soundVoice(noise(-45, 14, 3));
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), { address: '203.0.113.1:4000', voice });
  endpoint.setLoopback(true);
  await stage.run(4000);
  expect(endpoint.stats()).toMatchObject({ noiseLevelDbfs: null, gainDb: null, echoReturnLossEnhancementDb: null });
  endpoint.setVoiceProcessing({ noiseSuppression: true });
  await stage.run(4000);
  expect(endpoint.stats().noiseLevelDbfs).toBeGreaterThan(-50);
  endpoint.setVoiceProcessing({ noiseSuppression: false });
  await stage.run(4000);
  const heard = phone.heard();
  const [before, during, after] = [between(heard, 1, 3.5), between(heard, 6, 7.5), between(heard, 9, 11.5)];
  expect(before - during).toBeGreaterThan(8);
  expect(Math.abs(before - after)).toBeLessThan(0.5);
});

test.skipIf(!espeakInstalled)('gain control brings a faint caller to one level', async () => {
  await using stage = new Stage();
  const sentence = resampled(
    spoken('Could you repeat the last part? I did not hear what you said about the bill.'),
    8000,
  );
  const gain = 10 ** ((-42 - levelDbfs(sentence)) / 20);
  const faint = { ...sentence, samples: sentence.samples.map((x) => x * gain) };
  const seconds = faint.samples.length / 8000;
  const voice = (index: number): number => faint.samples[index % faint.samples.length] ?? 0;
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), { address: '203.0.113.1:4000', voice });
  endpoint.setLoopback(true);
  endpoint.setVoiceProcessing({ gainControl: true });
  await stage.run(1000 * Math.ceil(4 * seconds));
  const level = between(phone.heard(), 2 * seconds, 3.5 * seconds);
  expect(level).toBeGreaterThan(-28);
  expect(level).toBeLessThan(-20);
  expect(endpoint.stats().gainDb).toBeGreaterThan(2);
});

test.skipIf(!webrtc)('parts go on when the codec changes', async () => {
  await using stage = new Stage();
  const [, endpoint] = stage.connect(stage.engine.createSession(), {
    address: '203.0.113.1:4000',
    voice: soundVoice(noise(-45, 10, 4)),
  });
  endpoint.setVoiceProcessing({ noiseSuppression: true, gainControl: true });
  await stage.run(1000);
  endpoint.configure({
    remote: { address: '203.0.113.1', port: 4000 },
    rtcpMux: false,
    codec: { name: 'G722', payloadType: 9 },
    telephoneEvent: null,
  });
  await stage.run(1000);
  expect(endpoint.stats().gainDb).not.toBeNull();
});
