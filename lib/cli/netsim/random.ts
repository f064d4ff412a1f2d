/** A small seeded generator (SplitMix of 32 bits), so that a bad line is the same each time. */
export class Random {
  #state: number;

  /** `seed`: an integer from 0. */
  constructor(seed: number) {
    this.#state = (seed ^ (Math.floor(seed / 2 ** 32) * 0x9e37_79b9)) >>> 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    this.#state = (this.#state + 0x9e37_79b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  }

  /** Normal, with mean 0 and standard deviation 1 (Box-Muller). */
  gaussian(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Exponential, with mean 1. */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }
}
