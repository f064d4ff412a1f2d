/** A figure over time: one value for each step. */
export interface Track {
  readonly stepSeconds: number;
  readonly values: Float32Array;
}

/** Makes one value of two, whatever their order: a sum, or the greater. */
export type Combine = (a: number, b: number) => number;

/**
 * Gathers a figure over a time of unknown length in bounded memory: whenever it is full, neighbours are put together and
 * each step is twice as long from then on.
 */
export class TimeTrack {
  readonly #combine: Combine;
  readonly #values: Float32Array;
  #count = 0;
  #stepSeconds: number;
  /** Values that go into one, how many of those have come, and what they make so far. */
  #perValue = 1;
  #gathered = 0;
  #sofar = 0;

  /** `capacity`: the most values, even. */
  constructor(stepSeconds: number, capacity: number, combine: Combine) {
    this.#stepSeconds = stepSeconds;
    this.#values = new Float32Array(capacity);
    this.#combine = combine;
  }

  add(value: number): void {
    if (this.#count === this.#values.length) this.#halve();
    this.#sofar = this.#gathered === 0 ? value : this.#combine(this.#sofar, value);
    if (++this.#gathered < this.#perValue) return;
    this.#values[this.#count++] = this.#sofar;
    this.#gathered = 0;
  }

  /** What was gathered; the last value may be of less than a step. */
  track(): Track {
    const values = new Float32Array(this.#count + (this.#gathered > 0 ? 1 : 0));
    values.set(this.#values.subarray(0, this.#count));
    if (this.#gathered > 0) values[this.#count] = this.#sofar;
    return { stepSeconds: this.#stepSeconds, values };
  }

  #halve(): void {
    const half = this.#values.length / 2;
    for (let n = 0; n < half; n++) {
      this.#values[n] = this.#combine(this.#values[2 * n]!, this.#values[2 * n + 1]!);
    }
    this.#count = half;
    this.#perValue *= 2;
    this.#stepSeconds *= 2;
  }
}

/** `track` in steps of `factor` of its own. */
export function coarser({ stepSeconds, values }: Track, factor: number, combine: Combine): Track {
  const count = Math.ceil(values.length / factor);
  const coarse = Float32Array.from({ length: count }, (_, n) => {
    return values.subarray(n * factor, (n + 1) * factor).reduce((a, b) => combine(a, b));
  });
  return { stepSeconds: stepSeconds * factor, values: coarse };
}
