import { invalidArgument } from '../core/index.js';
import { checkNumber, objectOf } from './unit.js';

/** One step of a signal: sines together, then silence. */
export interface ToneStep {
  /** Up to four, between 0 and half the sample rate; none is silence. */
  readonly frequenciesHz: readonly number[];
  /** How long they sound, in ms; Infinity for ever. */
  readonly onMs: number;
  /** Silence after them, in ms; 0 by default. */
  readonly offMs?: number;
  /** Level of each, -60 to 3 dBm0; -10 by default. The sum is limited to the 16-bit range. */
  readonly levelDbm0?: number;
  /** Frequency of an amplitude modulation of the whole, 0 to 1000 Hz; 0, by default, is none. */
  readonly modulationHz?: number;
  /** How deep it goes, 0 to 1; 1 by default. The level is that of the carrier, so the peak is 1 + depth times higher. */
  readonly modulationDepth?: number;
}

const mostFrequencies = 4;
/** `kFiguresPerStep` of `native/addon/bindings/tone_steps.h`. */
export const figuresPerStep = 5 + mostFrequencies;
/** The native side takes what is beyond an hour as endless. */
const endlessMs = 1e9;

/** What the native side gets of the step called `name`, whose frequencies must be 1 to `mostHz`; or INVALID_ARGUMENT. */
export function figuresOfStep(name: string, step: ToneStep, mostHz: number): number[] {
  const {
    frequenciesHz,
    onMs,
    offMs = 0,
    levelDbm0 = -10,
    modulationHz = 0,
    modulationDepth = 1,
  } = objectOf(name, step);
  if (!Array.isArray(frequenciesHz) || frequenciesHz.length > mostFrequencies) {
    throw invalidArgument(`${name}.frequenciesHz`, `at most ${mostFrequencies} frequencies`, frequenciesHz);
  }
  for (const frequencyHz of frequenciesHz) checkNumber(`${name}.frequenciesHz`, frequencyHz, 1, mostHz);
  checkNumber(`${name}.onMs`, onMs, 0, Number.POSITIVE_INFINITY);
  checkNumber(`${name}.offMs`, offMs, 0, Number.POSITIVE_INFINITY);
  checkNumber(`${name}.levelDbm0`, levelDbm0, -60, 3);
  checkNumber(`${name}.modulationHz`, modulationHz, 0, 1000);
  checkNumber(`${name}.modulationDepth`, modulationDepth, 0, 1);
  const times = [Math.min(onMs, endlessMs), Math.min(offMs, endlessMs)];
  const frequencies = Array.from({ length: mostFrequencies }, (_, i) => Number(frequenciesHz[i] ?? 0));
  return [...times, levelDbm0, modulationHz, modulationDepth, ...frequencies];
}
