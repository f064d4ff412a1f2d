import { expect, it } from 'vitest';
import { ToneGenerator } from '../../../lib/audio/index.js';
import { amplitudeAt } from './signals.js';

const rms = (signal: Int16Array): number => Math.sqrt(signal.reduce((sum, x) => sum + x * x, 0) / signal.length);

it('plays a ringback with its cadence for ever', () => {
  using generator = new ToneGenerator({ sampleRateHz: 8000 });
  generator.play([{ frequenciesHz: [440, 480], onMs: 2000, offMs: 4000, levelDbm0: -13 }], { repeat: true });
  const audio = new Int16Array(8000 * 14);
  for (let at = 0; at < audio.length; at += 160) expect(generator.process(audio.subarray(at, at + 160))).toBe(160);
  const second = (i: number) => audio.subarray(i * 8000, (i + 1) * 8000);
  const sounding = Array.from({ length: 14 }, (_, i) => rms(second(i)) > 100);
  expect(sounding.map((on) => (on ? 'x' : '.')).join('')).toBe('xx....xx....xx');
  const amplitude = 32_768 * 10 ** ((-13 - 3.17) / 20);
  const tone = audio.subarray(4000, 12_000);
  expect(amplitudeAt(tone, 440, 8000) / amplitude).toBeCloseTo(1, 2);
  expect(amplitudeAt(tone, 480, 8000) / amplitude).toBeCloseTo(1, 2);
  expect(generator.done).toBe(false);
});

it('plays several steps once and fills up with silence', () => {
  using generator = new ToneGenerator({ sampleRateHz: 16_000 });
  const special = [950, 1400, 1800].map((hz) => ({ frequenciesHz: [hz], onMs: 330 })); // ITU-T E.180 section 7
  generator.play(special);
  const audio = new Int16Array(16_000).fill(7);
  expect(generator.process(audio)).toBe(3 * 5280);
  expect(generator.done).toBe(true);
  for (const [i, hz] of [950, 1400, 1800].entries()) {
    const step = audio.subarray(i * 5280 + 800, i * 5280 + 4000);
    for (const other of [950, 1400, 1800]) {
      const share = amplitudeAt(step, other, 16_000) / (32_768 * 10 ** ((-10 - 3.17) / 20));
      expect(share).toBeCloseTo(other === hz ? 1 : 0, 1);
    }
  }
  expect(audio.subarray(3 * 5280).every((sample) => sample === 0)).toBe(true);
});

it('joins frames without a click', () => {
  using generator = new ToneGenerator({ sampleRateHz: 8000 });
  generator.play([{ frequenciesHz: [400], onMs: Number.POSITIVE_INFINITY }]);
  const audio = new Int16Array(16_000);
  for (let at = 0; at < audio.length; at += 37) generator.process(audio.subarray(at, at + 37));
  const amplitude = 32_768 * 10 ** ((-10 - 3.17) / 20);
  const steepest = (2 * Math.PI * 400 * amplitude) / 8000;
  for (let n = 1; n < audio.length; n++) {
    expect(Math.abs((audio[n] ?? 0) - (audio[n - 1] ?? 0))).toBeLessThan(steepest + 2);
  }
});

it('limits what is too loud together', () => {
  using generator = new ToneGenerator({ sampleRateHz: 8000 });
  generator.play([{ frequenciesHz: [400, 401, 402, 403], onMs: 1000, levelDbm0: 3 }]);
  const audio = new Int16Array(8000);
  generator.process(audio);
  expect(Math.max(...audio)).toBe(32_767);
  expect(Math.min(...audio)).toBe(-32_768);
});

it.each([
  ['steps must be 1 to 32 steps, but is an array of 0.', []],
  ['steps must be 1 to 32 steps, but is undefined.', undefined as never],
  ['steps[0] must be an object, but is null.', [null as never]],
  ['steps[0].frequenciesHz must be at most 4 frequencies, but is 400.', [{ frequenciesHz: 400 as never, onMs: 1 }]],
  ['steps must be 1 to 32 steps', Array.from({ length: 33 }, () => ({ frequenciesHz: [400], onMs: 1 }))],
  ['steps[0].frequenciesHz must be at most 4', [{ frequenciesHz: [1, 2, 3, 4, 5], onMs: 1 }]],
  ['steps[0].frequenciesHz must be a number from 1 to 3999, but is 4000.', [{ frequenciesHz: [4000], onMs: 1 }]],
  [
    'steps[1].onMs',
    [
      { frequenciesHz: [], onMs: 1 },
      { frequenciesHz: [], onMs: Number.NaN },
    ],
  ],
  ['steps[0].offMs', [{ frequenciesHz: [], onMs: 1, offMs: -1 }]],
  ['steps[0].levelDbm0', [{ frequenciesHz: [], onMs: 1, levelDbm0: 4 }]],
  ['steps[0].modulationHz', [{ frequenciesHz: [], onMs: 1, modulationHz: -1 }]],
  ['steps[0].modulationDepth', [{ frequenciesHz: [], onMs: 1, modulationHz: 9, modulationDepth: Number.NaN }]],
])('refuses with: %s', (words, steps) => {
  using generator = new ToneGenerator({ sampleRateHz: 8000 });
  expect(() => generator.play(steps)).toThrow(words);
  expect(generator.done).toBe(true);
});
