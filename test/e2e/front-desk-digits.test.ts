import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { espeakInstalled, likenessTo, spoken } from '../phones/espeak.js';
import { OssicleServer } from '../phones/ossicle-server.js';
import { dtmfTone, secondsOf, sequence, silence } from '../phones/signals.js';
import { sippInstalled } from '../phones/sipp.js';
import { startSippCaller } from '../phones/sipp-caller.js';
import type { CallStep } from '../phones/sipp-scenario.js';
import { Capture, canCapture, soundOf } from '../phones/tshark.js';
import type { Sound } from '../phones/wav.js';

const rates = { PCMU: 8_000, opus: 48_000 };
const phones = baresipInstalled && espeakInstalled;
const scripted = sippInstalled && espeakInstalled && (await canCapture());

/** The sentence for these digits was said, and no other one: neither with another digit, nor fewer, nor reversed. */
function expectReadBack(heard: Sound, digits: string): void {
  const sentence = (keys: string) => `You pressed ${[...keys].join(', ')}.`;
  const last = Number(digits.at(-1));
  const others = [`${digits.slice(0, -1)}${(last + 1) % 10}`, digits.slice(0, -1), [...digits].reverse().join('')];
  const likeness = likenessTo(heard, sentence(digits));
  expect(likeness).toBeGreaterThan(0.8);
  for (const other of others) expect(likenessTo(heard, sentence(other))).toBeLessThan(likeness - 0.1);
}

describe('the front desk reads back digits', () => {
  let server: OssicleServer;
  beforeAll(async () => {
    server = await OssicleServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.skipIf(!phones).concurrent.each([
    ['PCMU', '583'],
    ['opus', '172'],
  ] as const)('pressed as RFC 4733 events over %s', async (codec, digits) => {
    const microphone = silence(40, rates[codec]);
    await using phone = await Baresip.start({ name: `digits-${codec}`, microphone, codec });
    await phone.dial(server.uri);
    await phone.press('4');
    await phone.press(digits);
    await phone.heardMore(1.5 + secondsOf(spoken('You pressed 1, 2, 3.')) + 1);
    expectReadBack(phone.heard(), digits);
    await phone.hangup();
  });

  const key = (digit: string) => sequence(dtmfTone(digit, 0.12), silence(0.2));
  const tones = sequence(silence(1), key('4'), silence(0.5), ...[...'6912'].map(key), silence(30));
  const info = (keys: string, body: 'dtmf-relay' | 'dtmf'): CallStep[] =>
    [...keys].flatMap((infoKey) => [{ infoKey, body }, { pauseMs: 300 }]);

  it.skipIf(!scripted).concurrent.each<[string, string, CallStep[], Sound]>([
    ['by SIP INFO of type dtmf-relay', '264', info('4264', 'dtmf-relay'), silence(30)],
    ['by SIP INFO of type dtmf', '915', info('4915', 'dtmf'), silence(30)],
    ['as tones in the audio', '6912', [{ pauseMs: 3_500 }], tones],
  ])('pressed %s', async (_how, digits, steps, sound) => {
    await using capture = await Capture.start('udp portrange 42000-43999');
    const { sipp, rtpPort } = await startSippCaller({
      target: server.address,
      sounds: { 'sound.raw': sound },
      steps: [{ stream: 'sound.raw', loops: 1 }, ...steps, { pauseMs: 5_500 }],
    });
    await using _ = sipp;
    expect(await sipp.finished(AbortSignal.timeout(30_000))).toMatchObject({ exitCode: 0, successful: 1, failed: 0 });
    await capture.stop();
    expectReadBack(soundOf(await capture.rtpTo(rtpPort)), digits);
  });
});
