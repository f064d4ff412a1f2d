/** The recent part of an endless mono signal, each sample under the number it has since the beginning. */
export class SampleWindow {
  #samples = new Float32Array(4096);
  /** Sums of squares up to each sample, so that the energy of any stretch is one subtraction. */
  #squares = new Float64Array(4097);
  /** The number of the first sample that is kept. */
  #from = 0;
  #count = 0;

  /** The number of the sample that comes next. */
  get end(): number {
    return this.#from + this.#count;
  }

  /** Adds samples; full scale at 1.0. */
  push(samples: ArrayLike<number>): void {
    this.#makeRoom(samples.length);
    for (let n = 0; n < samples.length; n++) {
      const sample = samples[n]!;
      this.#samples[this.#count] = sample;
      this.#squares[this.#count + 1] = this.#squares[this.#count]! + sample * sample;
      this.#count++;
    }
  }

  /** Whether all of `length` samples from `at` on are kept. */
  has(at: number, length: number): boolean {
    return at >= this.#from && at + length <= this.end;
  }

  /** `length` samples from `at` on; a view that holds until the next `push` or `forget`. */
  view(at: number, length: number): Float32Array {
    return this.#samples.subarray(at - this.#from, at - this.#from + length);
  }

  /** Sum of the squares of `length` samples from `at` on. */
  energy(at: number, length: number): number {
    return Math.max(0, this.#squares[at - this.#from + length]! - this.#squares[at - this.#from]!);
  }

  /** Lets go of what comes before `at`. */
  forget(at: number): void {
    const dropped = Math.min(this.#count, at - this.#from);
    if (dropped < this.#samples.length / 2) return;
    const before = this.#squares[dropped]!;
    this.#samples.copyWithin(0, dropped, this.#count);
    this.#squares.copyWithin(0, dropped, this.#count + 1);
    this.#from += dropped;
    this.#count -= dropped;
    for (let n = 0; n <= this.#count; n++) this.#squares[n]! -= before;
  }

  #makeRoom(more: number): void {
    let length = this.#samples.length;
    if (this.#count + more <= length) return;
    while (length < this.#count + more) length *= 2;
    const [samples, squares] = [this.#samples, this.#squares];
    this.#samples = new Float32Array(length);
    this.#squares = new Float64Array(length + 1);
    this.#samples.set(samples.subarray(0, this.#count));
    this.#squares.set(squares.subarray(0, this.#count + 1));
  }
}
