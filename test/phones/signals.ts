import type { Sound } from './wav.js';

const DTMF_ROWS_HZ = [697, 770, 852, 941];
const DTMF_COLUMNS_HZ = [1_209, 1_336, 1_477, 1_633];
const DTMF_KEYS = ['123A', '456B', '789C', '*0#D'];

/** A steady tone; `levelDbfs` 0 is a sine of full scale. */
export function tone(frequencyHz: number, levelDbfs: number, seconds: number, sampleRateHz = 8_000): Sound {
  return sumOfTones([frequencyHz], levelDbfs, seconds, sampleRateHz);
}

/** Several tones at once, each of `levelDbfs`. */
export function sumOfTones(
  frequenciesHz: readonly number[],
  levelDbfs: number,
  seconds: number,
  rateHz = 8_000,
): Sound {
  const amplitude = 10 ** (levelDbfs / 20);
  const samples = Float64Array.from({ length: Math.round(seconds * rateHz) }, (_, i) =>
    frequenciesHz.reduce((sum, hz) => sum + amplitude * Math.sin((2 * Math.PI * hz * i) / rateHz), 0),
  );
  return { samples, sampleRateHz: rateHz };
}

/** Nothing, for so long. */
export function silence(seconds: number, sampleRateHz = 8_000): Sound {
  return { samples: new Float64Array(Math.round(seconds * sampleRateHz)), sampleRateHz };
}

/** The two tones of one key (ITU-T Q.23). */
export function dtmfTone(key: string, seconds: number, levelDbfs = -9, sampleRateHz = 8_000): Sound {
  const row = DTMF_KEYS.findIndex((keys) => keys.includes(key));
  const column = DTMF_KEYS[row]?.indexOf(key) ?? -1;
  const [low, high] = [DTMF_ROWS_HZ[row], DTMF_COLUMNS_HZ[column]];
  if (low === undefined || high === undefined) throw new Error(`no such key: ${key}`);
  return sumOfTones([low, high], levelDbfs, seconds, sampleRateHz);
}

/** One after the other; all of one sample rate. */
export function sequence(...sounds: readonly Sound[]): Sound {
  const sampleRateHz = sounds[0]?.sampleRateHz ?? 8_000;
  const samples = new Float64Array(sounds.reduce((length, sound) => length + sound.samples.length, 0));
  let at = 0;
  for (const sound of sounds) {
    samples.set(sound.samples, at);
    at += sound.samples.length;
  }
  return { samples, sampleRateHz };
}

/** White noise from a seed, uniform in amplitude. */
export function noise(levelDbfs: number, seconds: number, seed: number, sampleRateHz = 8_000): Sound {
  const amplitude = 10 ** (levelDbfs / 20) * Math.sqrt(1.5);
  let state = seed >>> 0;
  const samples = Float64Array.from({ length: Math.round(seconds * sampleRateHz) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return amplitude * (state / 2 ** 31 - 1);
  });
  return { samples, sampleRateHz };
}

/** From `fromSeconds`, for `seconds` or to the end. */
export function excerpt(sound: Sound, fromSeconds: number, seconds = Number.POSITIVE_INFINITY): Sound {
  const from = Math.round(fromSeconds * sound.sampleRateHz);
  const to = Math.min(sound.samples.length, from + seconds * sound.sampleRateHz);
  return { samples: sound.samples.slice(from, Math.max(from, Math.round(to))), sampleRateHz: sound.sampleRateHz };
}

/** Length in seconds. */
export function secondsOf(sound: Sound): number {
  return sound.samples.length / sound.sampleRateHz;
}

/** The same sound at another sample rate, by a windowed sinc of 32 zero crossings. */
export function resampled({ samples, sampleRateHz }: Sound, toRateHz: number): Sound {
  if (sampleRateHz === toRateHz) return { samples, sampleRateHz };
  const [up, down] = reduced(toRateHz, sampleRateHz);
  const kernels = Array.from({ length: up }, (_, phase) =>
    kernelOf(((phase * down) % up) / up, Math.min(1, up / down)),
  );
  const length = Math.floor((samples.length * up) / down);
  const resampledSamples = Float64Array.from({ length }, (_, index) => {
    const { first, taps } = kernels[index % up] as Kernel;
    const at = Math.floor((index * down) / up) + first;
    let sum = 0;
    for (let tap = 0; tap < taps.length; tap += 1) sum += (samples[at + tap] ?? 0) * (taps[tap] as number);
    return sum;
  });
  return { samples: resampledSamples, sampleRateHz: toRateHz };
}

interface Kernel {
  readonly first: number;
  readonly taps: Float64Array;
}

/** The taps around a point `fraction` of a sample further on; `cutoff` 1 is half the sample rate. */
function kernelOf(fraction: number, cutoff: number): Kernel {
  const crossings = 32;
  const reach = Math.ceil(crossings / cutoff);
  const taps = Float64Array.from({ length: 2 * reach + 2 }, (_, tap) => {
    const x = (tap - reach - fraction) * cutoff;
    if (x === 0) return cutoff;
    const window = Math.abs(x) >= crossings ? 0 : 0.5 + 0.5 * Math.cos((Math.PI * x) / crossings);
    return (cutoff * window * Math.sin(Math.PI * x)) / (Math.PI * x);
  });
  return { first: -reach, taps };
}

function reduced(a: number, b: number): [number, number] {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return [a / x, b / x];
}
