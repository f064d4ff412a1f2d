import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activeSpans, dominantFrequencyHz } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { espeakInstalled, likenessTo, spoken } from '../phones/espeak.js';
import { OssicleServer } from '../phones/ossicle-server.js';
import { excerpt, secondsOf, silence } from '../phones/signals.js';

const GREETING = 'Welcome to ossicle.';
const GOODBYE = 'Goodbye.';
const TUNE_HZ = [523, 659, 784, 1_047];

const rates = { PCMU: 8_000, PCMA: 8_000, opus: 48_000 };
const missing = baresipInstalled ? '' : ' (skipped: no baresip here)';

describe.skipIf(!baresipInstalled)(`the front desk greets and says goodbye${missing}`, () => {
  let server: OssicleServer;
  let mute: OssicleServer;
  beforeAll(async () => {
    // Node is started by its full path, so an empty PATH hides the speech program and nothing else.
    const env = { ...process.env, PATH: '/nonexistent' };
    [server, mute] = await Promise.all([OssicleServer.start(), OssicleServer.start({ env })]);
  });
  afterAll(() => Promise.all([server[Symbol.asyncDispose](), mute[Symbol.asyncDispose]()]));

  it.skipIf(!espeakInstalled).concurrent.each([
    ['PCMU', 'udp'],
    ['PCMA', 'udp'],
    ['opus', 'udp'],
    ['PCMU', 'tcp'],
  ] as const)('in words over %s and %s, and hangs up after 9', async (codec, transport) => {
    const microphone = silence(30, rates[codec]);
    await using phone = await Baresip.start({ name: `greeted-${codec}`, microphone, codec, transport });
    await phone.dial(server.uri);
    await phone.heardUntil(secondsOf(spoken(GREETING)) + 1);
    const greeting = phone.heard();
    expect(likenessTo(greeting, GREETING)).toBeGreaterThan(0.8);
    expect(likenessTo(greeting, GOODBYE)).toBeLessThan(0.6);
    await phone.press('9');
    expect(await phone.closed()).toContain('reset by peer');
    expect(likenessTo(phone.heard(), GOODBYE)).toBeGreaterThan(0.8);
  });

  it.concurrent('by a tune where nothing can speak', async () => {
    await using phone = await Baresip.start({ name: 'tuned', microphone: silence(30) });
    await phone.dial(mute.uri);
    await phone.heardUntil(1.5);
    const heard = phone.heard();
    const notes = activeSpans(heard, -40, 0).slice(0, TUNE_HZ.length);
    const notesHz = notes.map(({ fromSeconds, toSeconds }) =>
      Math.round(dominantFrequencyHz(excerpt(heard, fromSeconds, toSeconds - fromSeconds))),
    );
    expect(notesHz).toEqual(TUNE_HZ.map((hz) => expect.closeTo(hz, -1)));
    await phone.press('9');
    expect(await phone.closed()).toContain('reset by peer');
  });
});
