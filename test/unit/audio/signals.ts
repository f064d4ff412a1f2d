/** Sines, and what a frame holds of one, in 16-bit units. */
export function sine(
  frequencyHz: number,
  rateHz: number,
  samples: number,
  amplitude = 10_000,
): Int16Array<ArrayBuffer> {
  return Int16Array.from({ length: samples }, (_, n) => amplitude * Math.sin((2 * Math.PI * frequencyHz * n) / rateHz));
}

/** Amplitude of the sine of `frequencyHz` in `signal`, which holds whole periods of it. */
export function amplitudeAt(signal: ArrayLike<number>, frequencyHz: number, rateHz: number): number {
  let [re, im] = [0, 0];
  for (let n = 0; n < signal.length; n++) {
    const turn = (2 * Math.PI * frequencyHz * n) / rateHz;
    re += (signal[n] ?? 0) * Math.cos(turn);
    im += (signal[n] ?? 0) * Math.sin(turn);
  }
  return (2 * Math.hypot(re, im)) / signal.length;
}

/** Power of what is in `signal` beside that sine, relative to it, in dB. */
export function distortionDb(signal: ArrayLike<number>, frequencyHz: number, rateHz: number): number {
  const wanted = amplitudeAt(signal, frequencyHz, rateHz) ** 2 / 2;
  let power = 0;
  for (let n = 0; n < signal.length; n++) power += (signal[n] ?? 0) ** 2 / signal.length;
  return 10 * Math.log10(Math.max(power - wanted, 1e-30) / wanted);
}

/** Deterministic noise, uniform in +-amplitude. */
export function noise(samples: number, amplitude = 10_000, seed = 1): Int16Array<ArrayBuffer> {
  let state = seed >>> 0;
  return Int16Array.from({ length: samples }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 31 - 1) * amplitude;
  });
}

/** Everything one after the other. */
export function joined(frames: Iterable<Int16Array>): Int16Array {
  return Int16Array.from([...frames].flatMap((frame) => [...frame]));
}

/** Vowels with the rhythm of speech: pulses of a voice through two formants, 160 ms each with 80 ms between them. */
export function vowels(rateHz: number, samples: number): Int16Array<ArrayBuffer> {
  const [voiced, period] = [0.16 * rateHz, 0.24 * rateHz];
  return new Int16Array(samples).map((_, n) => {
    if (n % period >= voiced) return 0;
    const pitchHz = 120 + 17 * (Math.floor(n / period) % 5);
    const t = ((n % period) % Math.round(rateHz / pitchHz)) / rateHz;
    const ring = Math.sin(2 * Math.PI * 600 * t) + 0.5 * Math.sin(2 * Math.PI * 1400 * t);
    return 12_000 * Math.exp(-200 * t) * ring;
  });
}

/** Syllables of 200 ms, each with a pitch and formants of its own, over a faint hiss: no two stretches are alike. */
export function syllables(rateHz: number, seconds: number): Int16Array<ArrayBuffer> {
  const hiss = noise(seconds * rateHz, 300);
  const dice = noise(seconds * 20, 1000, 5);
  const long = 0.2 * rateHz;
  return hiss.map((faint, n) => {
    const at = 3 * Math.floor(n / long);
    const pitchHz = 150 + dice[at]! / 20;
    const [first, second] = [500 + dice[at + 1]! / 5, 1600 + dice[at + 2]! / 2];
    const t = ((n % long) % Math.round(rateHz / pitchHz)) / rateHz;
    const ring = Math.sin(2 * Math.PI * first * t) + 0.5 * Math.sin(2 * Math.PI * second * t);
    return (n % long < 0.8 * long ? 10_000 * Math.exp(-150 * t) * ring : 0) + faint;
  });
}
