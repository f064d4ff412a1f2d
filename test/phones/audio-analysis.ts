import { fft, nextPowerOfTwo } from './fft.js';
import type { Sound } from './wav.js';

const FLOOR_DB = -120;

/** A stretch of sound above a threshold. */
export interface ActiveSpan {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Level of the component at `frequencyHz`; 0 is a sine of full scale. Never below -120. */
export function toneLevelDbfs({ samples, sampleRateHz }: Sound, frequencyHz: number): number {
  const step = (2 * Math.PI * frequencyHz) / sampleRateHz;
  let [real, imaginary, weights] = [0, 0, 0];
  for (const [index, sample] of samples.entries()) {
    const weight = hann(index, samples.length);
    real += weight * sample * Math.cos(step * index);
    imaginary -= weight * sample * Math.sin(step * index);
    weights += weight;
  }
  return decibels((2 * Math.hypot(real, imaginary)) / Math.max(weights, 1e-12));
}

/** Root mean square; 0 is a sine of full scale. Never below -120. */
export function levelDbfs({ samples }: Sound): number {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  return decibels(Math.sqrt((2 * energy) / Math.max(samples.length, 1)));
}

/** The frequency with the most energy, between bins by parabola; 0 for silence. */
export function dominantFrequencyHz(sound: Sound): number {
  const power = powerSpectrum(sound);
  const peak = power.reduce((best, value, bin) => (value > (power[best] ?? 0) ? bin : best), 0);
  if ((power[peak] ?? 0) === 0) return 0;
  const [before, at, after] = [peak - 1, peak, peak + 1].map((bin) => Math.log((power[bin] ?? 0) + 1e-30));
  const curve = (before ?? 0) - 2 * (at ?? 0) + (after ?? 0);
  const shift = curve === 0 ? 0 : ((before ?? 0) - (after ?? 0)) / (2 * curve);
  return ((peak + shift) * sound.sampleRateHz) / (2 * power.length);
}

/** Energy within `widthHz` of `frequencyHz` against all the rest. */
export function toneSnrDb(sound: Sound, frequencyHz: number, widthHz = 20): number {
  const power = powerSpectrum(sound);
  const binHz = sound.sampleRateHz / (2 * power.length);
  let [signal, rest] = [0, 0];
  for (const [bin, value] of power.entries()) {
    if (Math.abs(bin * binHz - frequencyHz) <= widthHz) signal += value;
    else rest += value;
  }
  return 10 * Math.log10((signal + 1e-30) / (rest + 1e-30));
}

/** RMS level of each window of `windowMs`, in dBFS. */
export function envelopeDbfs(sound: Sound, windowMs = 20): number[] {
  const window = Math.round((sound.sampleRateHz * windowMs) / 1_000);
  return Array.from({ length: Math.floor(sound.samples.length / window) }, (_, i) =>
    levelDbfs({ ...sound, samples: sound.samples.subarray(i * window, (i + 1) * window) }),
  );
}

/** Stretches louder than `thresholdDbfs`; pauses up to `joinMs` do not end one. */
export function activeSpans(sound: Sound, thresholdDbfs = -45, joinMs = 300): ActiveSpan[] {
  const windowMs = 20;
  const spans: { fromSeconds: number; toSeconds: number }[] = [];
  for (const [index, level] of envelopeDbfs(sound, windowMs).entries()) {
    if (level < thresholdDbfs) continue;
    const [fromSeconds, toSeconds] = [(index * windowMs) / 1_000, ((index + 1) * windowMs) / 1_000];
    const last = spans.at(-1);
    if (last && fromSeconds - last.toSeconds <= joinMs / 1_000) last.toSeconds = toSeconds;
    else spans.push({ fromSeconds, toSeconds });
  }
  return spans;
}

/**
 * Where in `sound` the shorter `pattern` fits best, and how well: 1 is identical up to loudness, 0 unrelated. Sample
 * rates must agree.
 */
export function findPattern(sound: Sound, pattern: Sound): { readonly atSeconds: number; readonly likeness: number } {
  if (sound.sampleRateHz !== pattern.sampleRateHz) throw new Error('sample rates differ');
  const products = crossCorrelation(sound.samples, pattern.samples);
  const patternEnergy = energyOf(pattern.samples);
  const sums = runningEnergy(sound.samples);
  const length = pattern.samples.length;
  let best = { atSeconds: 0, likeness: 0 };
  for (let lag = 0; lag + length <= sound.samples.length; lag += 1) {
    const energy = (sums[lag + length] ?? 0) - (sums[lag] ?? 0);
    const likeness = (products[lag] ?? 0) / Math.sqrt(Math.max(energy * patternEnergy, patternEnergy * 1e-6 * length));
    if (likeness > best.likeness) best = { atSeconds: lag / sound.sampleRateHz, likeness };
  }
  return best;
}

/** Power per bin, 0 Hz to half the sample rate, zero-padded to a power of two, Hann window. */
export function powerSpectrum({ samples }: Sound): Float64Array {
  const size = nextPowerOfTwo(Math.max(samples.length, 2));
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  for (const [index, sample] of samples.entries()) real[index] = sample * hann(index, samples.length);
  fft(real, imaginary);
  return Float64Array.from({ length: size / 2 }, (_, bin) => (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2);
}

function crossCorrelation(sound: Float64Array, pattern: Float64Array): Float64Array {
  const size = nextPowerOfTwo(sound.length + pattern.length);
  const [aReal, aImaginary, bReal, bImaginary] = Array.from({ length: 4 }, () => new Float64Array(size)) as Quad;
  aReal.set(sound);
  bReal.set(pattern);
  fft(aReal, aImaginary);
  fft(bReal, bImaginary);
  // conj(A * conj(B)), so that a forward transform does for the inverse.
  for (let bin = 0; bin < size; bin += 1) {
    const [a, b, c, d] = [aReal[bin] ?? 0, aImaginary[bin] ?? 0, bReal[bin] ?? 0, bImaginary[bin] ?? 0];
    aReal[bin] = a * c + b * d;
    aImaginary[bin] = -(b * c - a * d);
  }
  fft(aReal, aImaginary);
  return aReal.map((value) => value / size);
}

type Quad = [Float64Array, Float64Array, Float64Array, Float64Array];

function runningEnergy(samples: Float64Array): Float64Array {
  const sums = new Float64Array(samples.length + 1);
  for (const [index, sample] of samples.entries()) sums[index + 1] = (sums[index] ?? 0) + sample * sample;
  return sums;
}

function energyOf(samples: Float64Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0);
}

function hann(index: number, length: number): number {
  return 0.5 - 0.5 * Math.cos((2 * Math.PI * (index + 0.5)) / length);
}

function decibels(amplitude: number): number {
  return Math.max(FLOOR_DB, 20 * Math.log10(Math.max(amplitude, 1e-12)));
}
