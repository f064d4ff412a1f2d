import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { native } from '../../../lib/native/index.js';
import { levelDbfs } from '../../phones/audio-analysis.js';
import { espeakInstalled } from '../../phones/espeak.js';
import { readWav, type Sound, writeWav } from '../../phones/wav.js';
import { noise, vowels } from '../audio/signals.js';
import { ossicle, Workplace } from './terminal.js';

const { webrtc } = native().buildInfo();

function voice(sampleRateHz: number, seconds: number, gain = 1): Sound {
  return {
    samples: Float64Array.from(vowels(sampleRateHz, sampleRateHz * seconds), (x) => (gain * x) / 32_768),
    sampleRateHz,
  };
}

function levelFrom({ samples, sampleRateHz }: Sound, seconds: number): number {
  return levelDbfs({ samples: samples.slice(seconds * sampleRateHz), sampleRateHz });
}

describe('ossicle process, voices', () => {
  it.skipIf(!webrtc)('takes out the echo of a file of another rate', async () => {
    using place = new Workplace();
    const played = voice(8000, 8);
    const hiss = noise(16_000 * 8, 8);
    const at = (n: number): number => played.samples[n] ?? 0;
    const heard = { samples: new Float64Array(16_000 * 8), sampleRateHz: 16_000 };
    heard.samples.forEach((_, n) => {
      const m = Math.floor((n - 800) / 2); // 50 ms later, between two samples of 8 kHz in the middle
      heard.samples[n] = (n % 2 === 0 ? 0.4 * at(m) : 0.2 * (at(m) + at(m + 1))) + hiss[n]! / 32_768;
    });
    writeWav(place.path('played.wav'), played, 2);
    writeWav(place.path('in.wav'), heard);
    const args = ['process', place.path('in.wav'), place.path('out.wav'), '--echo-reference', place.path('played.wav')];
    expect((await ossicle(args)).exitCode).toBe(0);
    const out = readWav(place.path('out.wav'));
    expect(out.samples.length).toBe(heard.samples.length);
    expect(levelFrom(out, 4)).toBeLessThan(levelFrom(heard, 4) - 20);
  });

  it.skipIf(!webrtc).each([
    ['--denoise', 8],
    ['--denoise=very-high', 14],
  ])('%s takes out noise', async (flag, leastDb) => {
    using place = new Workplace();
    const hiss = { samples: Float64Array.from(noise(16_000 * 5 + 77, 400), (x) => x / 32_768), sampleRateHz: 16_000 };
    writeWav(place.path('in.wav'), hiss);
    expect((await ossicle(['process', place.path('in.wav'), place.path('out.wav'), flag])).exitCode).toBe(0);
    const out = readWav(place.path('out.wav'));
    expect(out.samples.length).toBe(hiss.samples.length);
    expect(levelFrom(out, 3)).toBeLessThan(levelFrom(hiss, 3) - leastDb);
  });

  it.skipIf(!espeakInstalled)(
    '--gain-control brings speech to a level, after the change of rate if need be',
    async () => {
      using place = new Workplace();
      const text =
        'The train to the north leaves at nine. Please stand back from the edge of the platform, and mind the gap.';
      spawnSync('espeak-ng', ['-w', place.path('spoken.wav'), text]);
      const faint = ['process', place.path('spoken.wav'), place.path('in.wav'), '--resample', '11025', '--gain', '-20'];
      expect((await ossicle(faint)).exitCode).toBe(0);
      const args = ['process', place.path('in.wav'), place.path('out.wav'), '--gain-control=-20'];
      expect(await ossicle(args)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('add --resample 48000'),
      });
      expect((await ossicle([...args, '--resample', '8000'])).exitCode).toBe(0);
      const [before, after] = [readWav(place.path('in.wav')), readWav(place.path('out.wav'))];
      expect(after.sampleRateHz).toBe(8000);
      expect(levelFrom(after, 3)).toBeGreaterThan(levelFrom(before, 3) + 8);
      expect(levelFrom(after, 3)).toBeLessThan(-18);
    },
  );

  it.each([
    ['--denoise=extremely', 'one of low, moderate, high, very-high'],
    ['--gain-control=3', 'a number from -40 to -6'],
  ])('refuses %s', async (flag, words) => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), voice(8000, 1));
    const result = await ossicle(['process', place.path('in.wav'), place.path('out.wav'), flag]);
    expect(result).toMatchObject({ exitCode: expect.any(Number), stderr: expect.stringContaining(words) });
    expect(result.exitCode).not.toBe(0);
  });

  it.skipIf(!webrtc)('says that the reference is not there, and writes nothing', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), voice(8000, 1));
    const args = ['process', place.path('in.wav'), place.path('out.wav'), '--echo-reference', place.path('no.wav')];
    expect(await ossicle(args)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('there is no such file'),
    });
    expect(existsSync(place.path('out.wav'))).toBe(false);
  });
});
