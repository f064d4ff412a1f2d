import { expect, test } from 'vitest';
import type { Speech, TextToSpeech } from '../../../lib/providers/text-to-speech.js';
import { PreparedSpeech } from '../../../lib/server/prepared-speech.js';

function sine(frequencyHz: number, sampleRateHz: number, seconds: number): Speech {
  const value = (_: unknown, i: number): number =>
    Math.round(8000 * Math.sin((2 * Math.PI * frequencyHz * i) / sampleRateHz));
  return { samples: Int16Array.from({ length: seconds * sampleRateHz }, value), sampleRateHz };
}

function saying(speech: Speech): TextToSpeech {
  return { synthesize: () => Promise.resolve(speech) };
}

test('speech at the rate of espeak-ng becomes the same sound at 24 kHz', async () => {
  const { samples, sampleRateHz } = await new PreparedSpeech(saying(sine(600, 22_050, 0.5))).synthesize('tone');
  expect(sampleRateHz).toBe(24_000);
  expect(samples.length).toBe(12_000);
  const expected = sine(600, 24_000, 0.5).samples;
  const halfASample = (8000 * 2 * Math.PI * 600) / 24_000 / 2; // what the delay of the filter may be off
  for (let i = 200; i < samples.length - 200; i++)
    expect(Math.abs(samples[i]! - expected[i]!)).toBeLessThan(halfASample);
});

test('what was synthesised once is prepared once', async () => {
  const prepared = new PreparedSpeech(saying(sine(600, 22_050, 0.1)));
  expect(await prepared.synthesize('a')).toBe(await prepared.synthesize('a'));
});

test.each([8000, 16_000, 24_000, 48_000, 11_000])('speech at %i Hz is left alone', async (rateHz) => {
  const speech = sine(600, rateHz, 0.1);
  expect(await new PreparedSpeech(saying(speech)).synthesize('a')).toBe(speech);
});
