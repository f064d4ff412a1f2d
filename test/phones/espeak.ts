import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activeSpans, findPattern } from './audio-analysis.js';
import { findProgram } from './program.js';
import { excerpt, resampled } from './signals.js';
import { readWav, type Sound } from './wav.js';

/** Whether the speech program is installed here. */
export const espeakInstalled = findProgram('espeak-ng') !== undefined;

/** Comparing at twice the rate of a telephone keeps a shift of half a sample from hiding a likeness. */
const COMPARE_RATE_HZ = 16_000;
const rendered = new Map<string, Sound>();
const banded = new WeakMap<Float64Array, Sound>();

/** `text` as espeak-ng speaks it, with the voice and speed that are the server's defaults. */
export function spoken(text: string): Sound {
  const known = rendered.get(text);
  if (known) return known;
  const folder = mkdtempSync(join(tmpdir(), 'espeak-'));
  const file = join(folder, 'speech.wav');
  execFileSync('espeak-ng', ['-w', file, '-v', 'en', '-s', '160', '--stdin'], { input: text });
  const sound = withoutSilence(telephoneBand(readWav(file)));
  rmSync(folder, { recursive: true });
  rendered.set(text, sound);
  return sound;
}

/** How like `text` the best fitting part of `sound` is: above 0.8 it was said, two different sentences stay far below. */
export function likenessTo(sound: Sound, text: string): number {
  return findPattern(telephoneBand(sound), spoken(text)).likeness;
}

/** Where in `sound` `text` begins, in seconds. */
export function whereSpoken(sound: Sound, text: string): number {
  return findPattern(telephoneBand(sound), spoken(text)).atSeconds;
}

/** The pauses around a sentence are no part of what makes it recognisable. */
function withoutSilence(sound: Sound): Sound {
  const spans = activeSpans(sound, -50);
  const [from = 0, to = 0] = [spans[0]?.fromSeconds, spans.at(-1)?.toSeconds];
  return excerpt(sound, from, to - from);
}

/** What a telephone at 8000 Hz would have left of it, at the rate we compare at. */
function telephoneBand(sound: Sound): Sound {
  const known = banded.get(sound.samples);
  if (known) return known;
  const band = resampled(resampled(sound, 8_000), COMPARE_RATE_HZ);
  banded.set(sound.samples, band);
  return band;
}
