/** The outline of a signal in few figures: for each of `bins` stretches the extremes and the mean square. */
export interface Outline {
  readonly binSamples: number;
  readonly least: Float32Array;
  readonly most: Float32Array;
  readonly meanSquare: Float32Array;
}

/**
 * Gathers the outline of a signal of unknown length in bounded memory: whenever the bins are full, neighbours are put
 * together and each bin is twice as long from then on.
 */
export class Envelope {
  readonly #least: Float32Array;
  readonly #most: Float32Array;
  readonly #energy: Float64Array;
  #binSamples = 1;
  /** The bin being filled, and how far it is. */
  #bin = 0;
  #filled = 0;

  /** `capacity`: the most bins, even. */
  constructor(capacity: number) {
    this.#least = new Float32Array(capacity);
    this.#most = new Float32Array(capacity);
    this.#energy = new Float64Array(capacity);
  }

  add(samples: Float32Array): void {
    for (let at = 0; at < samples.length; ) {
      if (this.#bin === this.#least.length) this.#halve();
      const taken = Math.min(this.#binSamples - this.#filled, samples.length - at);
      this.#fill(samples, at, at + taken);
      at += taken;
    }
  }

  /** What was gathered; the last bin may be shorter than the others. */
  outline(): Outline {
    const bins = this.#bin + (this.#filled > 0 ? 1 : 0);
    const meanSquare = new Float32Array(bins);
    for (let bin = 0; bin < bins; bin++) {
      meanSquare[bin] = this.#energy[bin]! / (bin === this.#bin ? this.#filled : this.#binSamples);
    }
    return {
      binSamples: this.#binSamples,
      least: this.#least.slice(0, bins),
      most: this.#most.slice(0, bins),
      meanSquare,
    };
  }

  #fill(samples: Float32Array, from: number, to: number): void {
    const bin = this.#bin;
    let [least, most, energy] = [this.#least[bin]!, this.#most[bin]!, this.#energy[bin]!];
    if (this.#filled === 0) [least, most, energy] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (let n = from; n < to; n++) {
      const sample = samples[n]!;
      if (sample < least) least = sample;
      if (sample > most) most = sample;
      energy += sample * sample;
    }
    [this.#least[bin], this.#most[bin], this.#energy[bin]] = [least, most, energy];
    this.#filled += to - from;
    if (this.#filled < this.#binSamples) return;
    this.#filled = 0;
    this.#bin++;
  }

  #halve(): void {
    const half = this.#least.length / 2;
    for (let bin = 0; bin < half; bin++) {
      const [a, b] = [2 * bin, 2 * bin + 1];
      this.#least[bin] = Math.min(this.#least[a]!, this.#least[b]!);
      this.#most[bin] = Math.max(this.#most[a]!, this.#most[b]!);
      this.#energy[bin] = this.#energy[a]! + this.#energy[b]!;
    }
    this.#binSamples *= 2;
    this.#bin = half;
  }
}

/** `outline` in at most `bins` bins, for a narrower picture. */
export function narrowed(outline: Outline, bins: number): Outline {
  const from = outline.least.length;
  const count = Math.min(bins, from);
  const [least, most, meanSquare] = [0, 0, 0].map(() => new Float32Array(count)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let bin = 0; bin < count; bin++) {
    const [begin, end] = [Math.floor((bin * from) / count), Math.floor(((bin + 1) * from) / count)];
    least[bin] = Math.min(...outline.least.subarray(begin, end));
    most[bin] = Math.max(...outline.most.subarray(begin, end));
    for (const value of outline.meanSquare.subarray(begin, end)) meanSquare[bin]! += value / (end - begin);
  }
  return { binSamples: (outline.binSamples * from) / Math.max(count, 1), least, most, meanSquare };
}
