import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dominantFrequencyHz, toneLevelDbfs } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { espeakInstalled, likenessTo, spoken, whereSpoken } from '../phones/espeak.js';
import { OssicleServer } from '../phones/ossicle-server.js';
import { findProgram } from '../phones/program.js';
import { excerpt, secondsOf, tone } from '../phones/signals.js';
import { until } from '../phones/until.js';
import { readWav } from '../phones/wav.js';

const RECORD = 'Speak after the tone, then press the hash key.';
const RECORDED = 'This is your recording.';
const TONE_HZ = 620;
const TONE_DBFS = -14;
const SPEAK_SECONDS = 2.5;

const rates = { PCMU: 8_000, PCMA: 8_000, opus: 48_000 };
const complete = baresipInstalled && espeakInstalled;
const missing = complete ? '' : ' (skipped: no baresip or espeak-ng here)';

describe.skipIf(!complete)(`the front desk records${missing}`, () => {
  let server: OssicleServer;
  beforeAll(async () => {
    server = await OssicleServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.concurrent.each(['PCMU', 'opus'] as const)('until # and plays it back, over %s', async (codec) => {
    const name = `speaker-${codec}`;
    await using phone = await Baresip.start({ name, microphone: tone(TONE_HZ, TONE_DBFS, 40, rates[codec]), codec });
    await phone.dial(server.uri);
    await phone.press('2');
    // The prompt, the beep, and then some.
    await phone.heardMore(secondsOf(spoken(RECORD)) + 1 + SPEAK_SECONDS);
    await phone.press('#');
    await phone.heardMore(secondsOf(spoken(RECORDED)) + SPEAK_SECONDS + 1);

    const heard = phone.heard();
    expect(likenessTo(heard, RECORD)).toBeGreaterThan(0.8);
    expect(likenessTo(heard, RECORDED)).toBeGreaterThan(0.8);
    const playedBack = excerpt(heard, whereSpoken(heard, RECORDED) + secondsOf(spoken(RECORDED)) + 0.3, 1.5);
    expect(Math.abs(dominantFrequencyHz(playedBack) - TONE_HZ)).toBeLessThan(2);
    expect(Math.abs(toneLevelDbfs(playedBack, TONE_HZ) - TONE_DBFS)).toBeLessThan(2);

    const file = await until('a recording lay there', () => server.recordings().find((path) => path.includes(name)));
    expect(basename(file)).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d-\\d+Z-${name}-\\w+\\.wav$`));
    const recorded = readWav(file);
    expect(secondsOf(recorded)).toBeGreaterThan(SPEAK_SECONDS - 1);
    expect(secondsOf(recorded)).toBeLessThan(SPEAK_SECONDS + 2);
    const middle = excerpt(recorded, 0.5, secondsOf(recorded) - 1);
    expect(Math.abs(dominantFrequencyHz(middle) - TONE_HZ)).toBeLessThan(2);
    expect(Math.abs(toneLevelDbfs(middle, TONE_HZ) - TONE_DBFS)).toBeLessThan(1.5);
    if (findProgram('soxi')) {
      const seconds = Number(execFileSync('soxi', ['-D', file], { encoding: 'utf8' }));
      expect(seconds).toBeCloseTo(secondsOf(recorded), 2);
    }
    await phone.press('9');
    await phone.closed();
  });
});
