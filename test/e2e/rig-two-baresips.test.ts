import { describe, expect, it } from 'vitest';
import { dominantFrequencyHz, toneLevelDbfs, toneSnrDb } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled, type PhoneCodec } from '../phones/baresip.js';
import { excerpt, tone } from '../phones/signals.js';
import { Capture, canCapture, soundOf } from '../phones/tshark.js';

const captures = await canCapture();

/** The rig has to be right before it judges anything: two phones of the same make, none of our code in between. */
describe.skipIf(!baresipInstalled)(`the rig itself${baresipInstalled ? '' : ' (skipped: no baresip here)'}`, () => {
  it.concurrent.each<[PhoneCodec, number]>([
    ['PCMU', 8_000],
    ['PCMA', 8_000],
    ['opus', 48_000],
  ])('two phones hear each other’s tone over %s at the level it was sent', async (codec, rateHz) => {
    await using callee = await Baresip.start({
      name: `bob-${codec}`,
      microphone: tone(1_000, -12, 10, rateHz),
      codec,
      answers: true,
    });
    await using caller = await Baresip.start({ name: `ann-${codec}`, microphone: tone(440, -20, 10, rateHz), codec });
    await caller.dial(callee.uri);
    await Promise.all([caller.heardUntil(3), callee.heardUntil(3)]);
    await caller.hangup();
    await callee.closed();
    for (const [phone, frequencyHz, level] of [
      [caller, 1_000, -12],
      [callee, 440, -20],
    ] as const) {
      const heard = excerpt(phone.heard(), 1, 1.5);
      expect(dominantFrequencyHz(heard)).toBeCloseTo(frequencyHz, 0);
      expect(Math.abs(toneLevelDbfs(heard, frequencyHz) - level)).toBeLessThan(1);
      expect(toneSnrDb(heard, frequencyHz)).toBeGreaterThan(25);
    }
  });

  it.concurrent('keys of one phone reach the other as events', async () => {
    await using callee = await Baresip.start({ name: 'bob-keys', microphone: tone(1_000, -12, 10), answers: true });
    await using caller = await Baresip.start({ name: 'ann-keys', microphone: tone(440, -20, 10) });
    await caller.dial(callee.uri);
    await caller.press('1#');
    await caller.hangup();
    await callee.closed();
    const keys = callee.events.filter(({ type }) => type === 'CALL_DTMF_START').map(({ param }) => param);
    expect(keys).toEqual(['1', '#']);
  });

  it.skipIf(!captures)('the capture holds the same sound the phone heard', { concurrent: true }, async () => {
    await using callee = await Baresip.start({ name: 'bob-tap', microphone: tone(1_000, -12, 10), answers: true });
    await using caller = await Baresip.start({ name: 'ann-tap', microphone: tone(440, -20, 10) });
    await using capture = await Capture.start('udp portrange 42000-43999');
    await caller.dial(callee.uri);
    await callee.heardUntil(2);
    await caller.hangup();
    await capture.stop();
    const port = Number(/m=audio (\d+)/.exec(callee.log.split('SIP/2.0 200')[1] ?? '')?.[1]);
    const sound = excerpt(soundOf(await capture.rtpTo(port)), 0.5, 1);
    expect(dominantFrequencyHz(sound)).toBeCloseTo(440, 0);
    expect(Math.abs(toneLevelDbfs(sound, 440) + 20)).toBeLessThan(1);
  });
});
