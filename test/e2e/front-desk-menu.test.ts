import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { levelDbfs, toneLevelDbfs } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { espeakInstalled, likenessTo, spoken } from '../phones/espeak.js';
import { OssicleServer } from '../phones/ossicle-server.js';
import { excerpt, secondsOf, silence, tone } from '../phones/signals.js';
import { Capture, canCapture, soundOf } from '../phones/tshark.js';

const MENU =
  'Press 1 for echo. 2 to record. 3 for the conference. 4 to have your digits read back. 5 for a cleaner echo. ' +
  '0 for this menu again. 9 for goodbye.';
const TONE_HZ = 600;

const captures = await canCapture();
const complete = baresipInstalled && espeakInstalled;
const missing = complete ? '' : ' (skipped: no baresip or espeak-ng here)';

describe.skipIf(!complete)(`the front desk keeps the caller company${missing}`, () => {
  let server: OssicleServer;
  beforeAll(async () => {
    server = await OssicleServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.concurrent('with the menu after the greeting, and again at 0', async () => {
    await using phone = await Baresip.start({ name: 'menu', microphone: silence(60) });
    await phone.dial(server.uri);
    const menuSeconds = secondsOf(spoken(MENU));
    await phone.heardUntil(secondsOf(spoken('Welcome to ossicle.')) + menuSeconds + 2);
    const first = phone.heard();
    await phone.press('0');
    await phone.heardMore(menuSeconds + 1);
    const again = excerpt(phone.heard(), secondsOf(first));
    await phone.press('9');
    await phone.closed();
    expect(likenessTo(first, MENU)).toBeGreaterThan(0.8);
    expect(likenessTo(again, MENU)).toBeGreaterThan(0.8);
  });

  it.concurrent('from one service to the next, telling about a key that means nothing', async () => {
    await using phone = await Baresip.start({ name: 'wanderer', microphone: tone(TONE_HZ, -15, 60) });
    await phone.dial(server.uri);
    await phone.press('8');
    await phone.heardMore(secondsOf(spoken('There is no option 8.')) + 0.5);
    await phone.press('1');
    await phone.heardMore(secondsOf(spoken('Echo. You hear yourself until you press a key.')) + 2);
    const inEcho = excerpt(phone.heard(), secondsOf(phone.heard()) - 1);
    await phone.press('3');
    await phone.heardMore(secondsOf(spoken('You are the first in the conference. Press a key to leave.')) + 2);
    const inConference = excerpt(phone.heard(), secondsOf(phone.heard()) - 1);
    await phone.press('9');
    await phone.closed();
    expect(likenessTo(phone.heard(), 'There is no option 8.')).toBeGreaterThan(0.8);
    expect(Math.abs(toneLevelDbfs(inEcho, TONE_HZ) + 15)).toBeLessThan(1.5);
    expect(levelDbfs(inConference)).toBeLessThan(-60);
  });

  // Heard on the wire: this phone records nothing more once it has held a call.
  it.skipIf(!captures)('through hold: silence until the phone resumes', { concurrent: true }, async () => {
    await using phone = await Baresip.start({ name: 'holder', microphone: tone(TONE_HZ, -15, 60) });
    await using capture = await Capture.start('udp portrange 42000-43999');
    await phone.dial(server.uri);
    await phone.press('1');
    await phone.heardMore(5);
    await phone.hold();
    const heldAtSeconds = Date.now() / 1_000;
    await sleep(2_000);
    const resumedAtSeconds = Date.now() / 1_000;
    await phone.resume();
    await sleep(2_500);
    expect(phone.isClosed).toBe(false);
    await phone.hangup();
    await capture.stop();
    const packets = await capture.rtpTo(phone.rtpPorts.own);
    const held = packets.filter(({ timeSeconds: at }) => at > heldAtSeconds + 0.1 && at < resumedAtSeconds);
    expect(held).toEqual([]);
    const resumed = soundOf(packets.filter(({ timeSeconds }) => timeSeconds > resumedAtSeconds + 0.5));
    expect(secondsOf(resumed)).toBeGreaterThan(1.5);
    expect(Math.abs(toneLevelDbfs(excerpt(resumed, 0, 1.4), TONE_HZ) + 15)).toBeLessThan(1);
  });
});
