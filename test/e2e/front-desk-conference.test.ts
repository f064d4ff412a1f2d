import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toneLevelDbfs } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { espeakInstalled, likenessTo } from '../phones/espeak.js';
import { OssicleServer } from '../phones/ossicle-server.js';
import { excerpt, secondsOf, tone } from '../phones/signals.js';
import { sippInstalled } from '../phones/sipp.js';
import { startSippCaller } from '../phones/sipp-caller.js';
import { Capture, canCapture, soundOf } from '../phones/tshark.js';
import type { Sound } from '../phones/wav.js';

const FIRST = 'You are the first in the conference. Press a key to leave.';
const TONE_DBFS = -18;
/** No low sum or difference of two of them falls on the third, nor is any a key's. */
const TONES_HZ = { ann: 450, bob: 1_050, sipp: 1_850 };
const MEASURE_SECONDS = 3;

const complete = baresipInstalled && sippInstalled && (await canCapture());
const missing = complete ? '' : ' (skipped: baresip, sipp or captures missing)';

describe.skipIf(!complete)(`the front desk joins its callers${missing}`, () => {
  let server: OssicleServer;
  beforeAll(async () => {
    server = await OssicleServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('in one conference: two phones and a scripted caller hear each other and nobody hears itself', async () => {
    const microphone = (hz: number, rateHz: number) => tone(hz, TONE_DBFS, 60, rateHz);
    await using ann = await Baresip.start({ name: 'ann', microphone: microphone(TONES_HZ.ann, 8_000) });
    await using bob = await Baresip.start({ name: 'bob', microphone: microphone(TONES_HZ.bob, 48_000), codec: 'opus' });
    await using capture = await Capture.start('udp portrange 42000-43999');
    await ann.dial(server.uri);
    await ann.press('3');
    if (espeakInstalled) {
      await ann.heardMore(5);
      expect(likenessTo(ann.heard(), FIRST)).toBeGreaterThan(0.8);
    }
    await bob.dial(server.uri);
    await bob.press('3');
    const { sipp, rtpPort } = await startSippCaller({
      target: server.address,
      codec: 'PCMA',
      sounds: { 'tone.raw': microphone(TONES_HZ.sipp, 8_000) },
      steps: [{ stream: 'tone.raw', loops: -1 }, { pauseMs: 300 }, { infoKey: '3' }, { pauseMs: 9_000 }],
    });
    await using _ = sipp;
    // Everyone's prompt is over after five seconds.
    await Promise.all([ann.heardMore(6 + MEASURE_SECONDS), bob.heardMore(6 + MEASURE_SECONDS)]);
    const [annHeard, bobHeard] = [lastOf(ann.heard()), lastOf(bob.heard())];
    expect(await sipp.finished()).toMatchObject({ exitCode: 0, successful: 1, failed: 0 });
    await capture.stop();
    const sippSound = soundOf(await capture.rtpTo(rtpPort));
    const sippHeard = excerpt(sippSound, secondsOf(sippSound) - MEASURE_SECONDS - 0.5, MEASURE_SECONDS);

    for (const [name, heard] of Object.entries({ ann: annHeard, bob: bobHeard, sipp: sippHeard })) {
      const levels = Object.entries(TONES_HZ).map(([who, hz]) => ({ who, level: toneLevelDbfs(heard, hz) }));
      const others = levels.filter(({ who }) => who !== name).map(({ level }) => level);
      const own = levels.find(({ who }) => who === name)?.level ?? 0;
      for (const level of others) expect(Math.abs(level - TONE_DBFS), `${name} hears the others`).toBeLessThan(3);
      expect(Math.min(...others) - own, `${name} does not hear itself`).toBeGreaterThan(40);
    }
    await Promise.all([ann.hangup(), bob.hangup()]);
  });
});

function lastOf(sound: Sound): Sound {
  return excerpt(sound, secondsOf(sound) - MEASURE_SECONDS, MEASURE_SECONDS);
}
