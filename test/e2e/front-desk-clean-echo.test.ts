import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { native } from '../../lib/native/index.js';
import { levelDbfs } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { espeakInstalled, spoken } from '../phones/espeak.js';
import { OssicleServer } from '../phones/ossicle-server.js';
import { excerpt, resampled, secondsOf } from '../phones/signals.js';
import type { Sound } from '../phones/wav.js';

const PROMPT = 'Echo, without noise and at one level. The star key turns that off and on again, any other key ends it.';
const FAINT_DBFS = -42;

const complete = baresipInstalled && espeakInstalled && native().buildInfo().webrtc;
const missing = complete ? '' : ' (skipped: no baresip, espeak-ng or WebRTC module here)';

/** A faint voice that says the same again and again. */
function faintVoice(): Sound {
  const sentence = resampled(spoken('Could you repeat the last part? I did not hear what you said.'), 8_000);
  const gain = 10 ** ((FAINT_DBFS - levelDbfs(sentence)) / 20);
  const samples = new Float64Array(60 * 8_000);
  samples.forEach((_, i) => {
    samples[i] = gain * (sentence.samples[i % sentence.samples.length] ?? 0);
  });
  return { samples, sampleRateHz: 8_000 };
}

describe.skipIf(!complete)(`the front desk cleans an echo${missing}`, () => {
  let server: OssicleServer;
  beforeAll(async () => {
    server = await OssicleServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('brings a faint voice to one level, and with the star key leaves it as it is', async () => {
    await using phone = await Baresip.start({ name: 'clean-echo', microphone: faintVoice(), codec: 'PCMU' });
    await phone.dial(server.uri);
    const level = (): number => levelDbfs(excerpt(phone.heard(), secondsOf(phone.heard()) - 3));
    await phone.press('5');
    await phone.heardUntil(secondsOf(spoken(PROMPT)) + 9);
    expect(level()).toBeGreaterThan(-30);
    expect(level()).toBeLessThan(-18);
    await phone.press('*');
    await phone.heardMore(6);
    expect(level()).toBeLessThan(FAINT_DBFS + 3);
    await phone.press('*');
    await phone.heardMore(8);
    expect(level()).toBeGreaterThan(-30);
    await phone.press('9');
    await phone.closed();
  });
});
