/** Adds white noise of a given RMS to `signal` and returns it; the same noise for the same seed. */
export function addNoise(signal: Float64Array, rms: number, seed: number): Float64Array {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  // Four uniform values make something near enough to a Gaussian, of variance 1/3.
  for (let i = 0; i < signal.length; ++i) {
    signal[i] = (signal[i] ?? 0) + rms * Math.sqrt(3) * (next() + next() + next() + next());
  }
  return signal;
}
