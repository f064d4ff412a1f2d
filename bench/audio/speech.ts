import { addNoise } from './noise.js';

/** Formants of five vowels in Hz (Peterson and Barney's averages for men, rounded). */
const vowels = [
  [730, 1090, 2440, 3400],
  [270, 2290, 3010, 3500],
  [300, 870, 2240, 3300],
  [530, 1840, 2480, 3400],
  [570, 840, 2410, 3300],
] as const;

const bandwidthsHz = [80, 100, 140, 200];
const syllableMs = 180;

/** A two-pole resonance that passes a sine at its own frequency as it is. */
class Resonance {
  #y1 = 0;
  #y2 = 0;

  next(input: number, frequencyHz: number, bandwidthHz: number, rateHz: number): number {
    const radius = Math.exp((-Math.PI * bandwidthHz) / rateHz);
    const b1 = 2 * radius * Math.cos((2 * Math.PI * frequencyHz) / rateHz);
    const output = (1 - radius) * input + b1 * this.#y1 - radius * radius * this.#y2;
    this.#y2 = this.#y1;
    this.#y1 = output;
    return output;
  }
}

/**
 * Something like speech, the same in every run: voiced syllables of moving pitch and formants, hisses between them, and
 * every second a pause with soft noise. Peaks near `peak`.
 */
export function speechLike(rateHz: number, seconds: number, peak = 12_000): Int16Array {
  const total = rateHz * seconds;
  const signal = new Float64Array(total);
  const noise = addNoise(new Float64Array(total), 1, 7);
  const resonances = bandwidthsHz.map(() => new Resonance());
  const highest = 0.45 * rateHz;
  let phase = 0;
  for (let i = 0; i < total; ++i) {
    const ms = (i * 1000) / rateHz;
    const syllable = Math.floor(ms / syllableMs);
    const within = (ms % syllableMs) / syllableMs;
    const pause = ms % 1000 > 860;
    const pitchHz = 115 + 35 * Math.sin(ms / 700) - 15 * within;
    phase += pitchHz / rateHz;
    const pulse = phase >= 1 ? rateHz / pitchHz : 0;
    phase %= 1;
    const hiss = (noise[i] ?? 0) * (within > 0.8 ? 1.5 : 0.02);
    const source = pause ? (noise[i] ?? 0) * 0.01 : pulse * Math.sin(Math.PI * Math.min(1, within * 1.3)) + hiss;
    const formants = vowels[syllable % vowels.length] ?? vowels[0];
    let sample = 0;
    for (const [k, resonance] of resonances.entries())
      sample += resonance.next(source, Math.min(formants[k] ?? 0, highest), bandwidthsHz[k] ?? 0, rateHz) / (k + 1);
    signal[i] = sample;
  }
  const largest = signal.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  return Int16Array.from(signal, (value) => Math.round((value * peak) / largest));
}
