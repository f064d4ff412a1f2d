import { expect, it } from 'vitest';
import {
  callProgressCountries,
  callProgressTone,
  callProgressTones,
  specialInformationCodes,
  specialInformationTone,
  ToneGenerator,
} from '../../../lib/audio/index.js';
import { amplitudeAt } from './signals.js';

const everyTone = callProgressCountries.flatMap((country) =>
  Object.entries(callProgressTones(country)).map(([signal, steps]) => [`${country} ${signal}`, steps] as const),
);

it('knows many countries, by code, with at least dial, busy and ringback', () => {
  expect(callProgressCountries.length).toBeGreaterThanOrEqual(50);
  for (const country of callProgressCountries) {
    expect(country).toMatch(/^([a-z]{2}|itu)$/);
    expect(Object.keys(callProgressTones(country))).toEqual(
      expect.arrayContaining(['dial', 'busy', 'ringback', 'sit']),
    );
  }
});

it('writes out sums, modulation and cadences', () => {
  expect(callProgressTone('us', 'dial')).toEqual([{ frequenciesHz: [350, 440], onMs: Number.POSITIVE_INFINITY }]);
  expect(callProgressTone('de', 'ringback')).toEqual([{ frequenciesHz: [425], onMs: 1000, offMs: 4000 }]);
  expect(callProgressTone('gb', 'ringback')).toEqual([
    { frequenciesHz: [400, 450], onMs: 400, offMs: 200 },
    { frequenciesHz: [400, 450], onMs: 400, offMs: 2000 },
  ]);
  expect(callProgressTone('in', 'dial')).toMatchObject([{ frequenciesHz: [400], modulationHz: 25 }]);
  expect(specialInformationTone('vc')).toEqual([
    { frequenciesHz: [985.2], onMs: 380, offMs: 0 },
    { frequenciesHz: [1370.6], onMs: 276, offMs: 0 },
    { frequenciesHz: [1776.7], onMs: 380, offMs: 0 },
  ]);
});

it('gives the tone of ITU-T E.180 where the table has none', () => {
  expect(callProgressTone('jp', 'callWaiting')).toEqual(callProgressTone('itu', 'callWaiting'));
  expect(callProgressTones('jp').callWaiting).toBeUndefined();
  for (const country of callProgressCountries)
    expect(callProgressTone(country, 'sit')).toEqual(specialInformationTone());
});

it.each(everyTone)('%s sounds as it is written', (_, steps) => {
  using generator = new ToneGenerator({ sampleRateHz: 8000 });
  generator.play(steps, { repeat: true });
  for (const { frequenciesHz, onMs, offMs = 0 } of steps) {
    const sounding = new Int16Array(8 * Math.min(onMs, 2000));
    expect(generator.process(sounding)).toBe(sounding.length);
    const middle = sounding.subarray(0, Math.floor(sounding.length / 320) * 320); // whole periods of 25 Hz
    for (const hz of frequenciesHz) expect(amplitudeAt(middle, hz, 8000)).toBeGreaterThan(4000);
    if (onMs === Number.POSITIVE_INFINITY) continue;
    const pause = new Int16Array(8 * offMs + 1).subarray(1).fill(1);
    if (pause.length > 0) generator.process(pause);
    expect(pause.every((sample) => sample === 0)).toBe(true);
  }
});

it('no two codes of special information are the same', () => {
  const all = specialInformationCodes.map((code) => JSON.stringify(specialInformationTone(code)));
  expect(new Set(all).size).toBe(9);
});

it.each([
  ['country must be one of itu, ar,', () => callProgressTone('xx' as never, 'dial')],
  ['country must be one of', () => callProgressTones(undefined as never)],
  ['signal must be one of dial, busy', () => callProgressTone('de', 'hum' as never)],
  ['code must be one of itu, ic', () => specialInformationTone('no' as never)],
])('refuses with: %s', (words, call) => {
  expect(call).toThrow(words);
});
