import { expect, test } from 'vitest';
import { espeakInstalled, spoken } from '../phones/espeak.js';
import { noise, sequence, sumOfTones } from '../phones/signals.js';
import type { Sound } from '../phones/wav.js';
import { soundVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

const hiss = (seconds: number): Sound => noise(-65, seconds, 5);
/** As exchanges of the United States send it: -19 dBm0 each. */
const ringing = sumOfTones([440, 480], -22, 1.5);

/** What is told, at which second of `voice`. */
async function told(voice: Sound, seconds: number, voiceDetection: boolean): Promise<string[]> {
  await using stage = new Stage();
  const [, endpoint] = stage.connect(stage.engine.createSession(), {
    address: '203.0.113.1:4000',
    voice: soundVoice(voice),
  });
  endpoint.setVoiceProcessing({ voiceDetection });
  const events: string[] = [];
  const start = stage.engine.nowMs;
  const second = (): number => Math.floor((stage.engine.nowMs - start) / 1000);
  endpoint.events.on('speechStarted', () => events.push(`start ${second()}`));
  endpoint.events.on('speechEnded', () => events.push(`end ${second()}`));
  await stage.run(seconds * 1000);
  return events;
}

test('energy takes ringing for speech, the detector does not', async () => {
  const voice = sequence(hiss(1), ringing, hiss(1.5), ringing, hiss(1));
  expect((await told(voice, 6, false)).filter((event) => event.startsWith('start'))).toHaveLength(2);
  expect(await told(voice, 6, true)).toEqual([]);
});

test.skipIf(!espeakInstalled)('a sentence between two rings is told, and they are not', async () => {
  const sentence = spoken('I would like to speak to somebody about my bill, please.');
  const seconds = sentence.samples.length / sentence.sampleRateHz;
  const voice = sequence(ringing, hiss(1.5), sentence, hiss(1.5), ringing, hiss(1));
  const events = await told(voice, 8.5 + seconds, true);
  expect(events[0]).toBe('start 3');
  expect(events.at(-1)).toMatch(new RegExp(`^end [${Math.floor(3 + seconds)}-${Math.ceil(4 + seconds)}]$`));
});

test('before there is a codec there is nothing to switch', async () => {
  await using stage = new Stage();
  const endpoint = stage.engine.createSession().createEndpoint();
  expect(() => endpoint.setVoiceProcessing({ voiceDetection: true })).toThrow(
    expect.objectContaining({ code: 'INVALID_STATE' }),
  );
});
