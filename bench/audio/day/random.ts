/** Random numbers that are the same for the same seed (the generator is mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 to 1, without 1. */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Mean 0, deviation 1 (Box and Muller). */
  gaussian(): number {
    return Math.sqrt(2 * this.exponential()) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Mean 1. */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }
}
