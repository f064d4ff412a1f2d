import { describe, expect, it } from 'vitest';
import {
  activeSpans,
  dominantFrequencyHz,
  envelopeDbfs,
  findPattern,
  levelDbfs,
  toneLevelDbfs,
  toneSnrDb,
} from '../../phones/audio-analysis.js';
import {
  dtmfTone,
  excerpt,
  noise,
  resampled,
  secondsOf,
  sequence,
  silence,
  sumOfTones,
  tone,
} from '../../phones/signals.js';

describe('toneLevelDbfs', () => {
  it.each([0, -6, -20, -60])('reads %d dBFS off a tone, between bins or not', (level) => {
    expect(toneLevelDbfs(tone(1_000, level, 1), 1_000)).toBeCloseTo(level, 1);
    expect(toneLevelDbfs(tone(437.3, level, 0.77, 48_000), 437.3)).toBeCloseTo(level, 1);
  });

  it('sees a weak tone beside a strong one 60 dB up', () => {
    const strong = tone(700, -6, 2);
    const weak = tone(1_100, -66, 2);
    const both = { ...strong, samples: strong.samples.map((sample, i) => sample + (weak.samples[i] ?? 0)) };
    expect(toneLevelDbfs(both, 1_100)).toBeCloseTo(-66, 0);
    expect(toneLevelDbfs(both, 1_500)).toBeLessThan(-100);
  });

  it('is at its floor for silence and for nothing', () => {
    expect(toneLevelDbfs(silence(1), 1_000)).toBe(-120);
    expect(toneLevelDbfs(silence(0), 1_000)).toBe(-120);
  });
});

describe('levelDbfs', () => {
  it('is that of the tone, or of the noise', () => {
    expect(levelDbfs(tone(440, -12, 1))).toBeCloseTo(-12, 1);
    expect(levelDbfs(noise(-30, 2, 1))).toBeCloseTo(-30, 0);
  });
});

describe('dominantFrequencyHz', () => {
  it.each([
    [300, 8_000],
    [1_004.6, 8_000],
    [3_210.4, 48_000],
  ])('finds %d Hz at %d samples per second within half a hertz', (frequencyHz, rateHz) => {
    expect(Math.abs(dominantFrequencyHz(tone(frequencyHz, -20, 1, rateHz)) - frequencyHz)).toBeLessThan(0.5);
  });

  it('is 0 for silence', () => {
    expect(dominantFrequencyHz(silence(0.1))).toBe(0);
  });
});

describe('toneSnrDb', () => {
  it('knows a clean tone from one in noise', () => {
    const clean = tone(1_000, -10, 1);
    const hiss = noise(-30, 1, 7);
    const noisy = { ...clean, samples: clean.samples.map((sample, i) => sample + (hiss.samples[i] ?? 0)) };
    expect(toneSnrDb(clean, 1_000)).toBeGreaterThan(70);
    expect(Math.abs(toneSnrDb(noisy, 1_000) - 20)).toBeLessThan(2);
    expect(toneSnrDb(hiss, 1_000)).toBeLessThan(-10);
  });
});

describe('activeSpans', () => {
  it('finds words and joins what is close', () => {
    const burst = tone(600, -15, 0.5);
    const sound = sequence(silence(1), burst, silence(0.1), burst, silence(1), burst, silence(0.5));
    const spans = activeSpans(sound).map(({ fromSeconds, toSeconds }) => [fromSeconds, toSeconds]);
    expect(spans).toEqual([
      [expect.closeTo(1, 1), expect.closeTo(2.1, 1)],
      [expect.closeTo(3.1, 1), expect.closeTo(3.6, 1)],
    ]);
    expect(activeSpans(silence(2))).toEqual([]);
  });

  it('goes by the envelope', () => {
    expect(envelopeDbfs(sequence(silence(0.02), tone(1_000, -20, 0.02)))).toEqual([-120, expect.closeTo(-20, 0)]);
  });
});

describe('findPattern', () => {
  const word = sequence(noise(-20, 0.3, 3), tone(500, -15, 0.2), noise(-25, 0.3, 4));

  it('finds where a sound starts, to the sample, however loud', () => {
    const quiet = { ...word, samples: word.samples.map((sample) => sample * 0.1) };
    const { atSeconds, likeness } = findPattern(sequence(noise(-50, 1.234, 9), quiet, silence(1)), word);
    expect(atSeconds).toBeCloseTo(1.234, 4);
    expect(likeness).toBeGreaterThan(0.98);
  });

  it('says how unlike another sound is', () => {
    expect(findPattern(sequence(silence(1), noise(-20, 2, 11)), word).likeness).toBeLessThan(0.5);
    expect(findPattern(silence(3), word).likeness).toBeLessThan(0.01);
  });
});

describe('signals', () => {
  it.each([
    [22_050, 8_000],
    [8_000, 16_000],
    [48_000, 8_000],
  ])('resampled keeps a tone and its level from %d to %d', (from, to) => {
    const sound = resampled(tone(1_234, -12, 1, from), to);
    expect(dominantFrequencyHz(sound)).toBeCloseTo(1_234, 0);
    expect(toneLevelDbfs(sound, 1_234)).toBeCloseTo(-12, 1);
    expect(toneSnrDb(sound, 1_234)).toBeGreaterThan(55);
  });

  it('resampled removes what the lower rate cannot hold', () => {
    expect(levelDbfs(resampled(tone(6_000, -6, 1, 22_050), 8_000))).toBeLessThan(-50);
  });

  it('dtmfTone makes the two tones of a key', () => {
    const five = dtmfTone('5', 0.5, -10);
    expect([770, 1_336].map((hz) => toneLevelDbfs(five, hz))).toEqual([expect.closeTo(-10, 0), expect.closeTo(-10, 0)]);
    expect(toneLevelDbfs(five, 697)).toBeLessThan(-60);
  });

  it('excerpt cuts by time', () => {
    expect(dominantFrequencyHz(excerpt(sequence(tone(400, -9, 1), tone(900, -9, 1)), 1))).toBeCloseTo(900, 0);
    expect(secondsOf(excerpt(sumOfTones([400, 500], -12, 3), 1, 1.5))).toBeCloseTo(1.5, 3);
  });
});
