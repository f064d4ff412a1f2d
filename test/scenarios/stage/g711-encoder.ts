import { decodeALaw, decodeMuLaw } from '../../phones/g711.js';

/** Of the 256 values of the law, the one nearest to each sample: what any correct encoder does, by definition. */
class NearestValue {
  readonly #codes: { readonly value: number; readonly code: number }[];

  constructor(decode: (bytes: Uint8Array) => Float64Array) {
    const values = decode(Uint8Array.from({ length: 256 }, (_, code) => code));
    this.#codes = [...values].map((value, code) => ({ value, code })).sort((a, b) => a.value - b.value);
  }

  encode(samples: Float64Array): Uint8Array {
    return Uint8Array.from(samples, (sample) => this.#nearest(sample));
  }

  #nearest(sample: number): number {
    let [low, high] = [0, this.#codes.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#codes[middle]?.value ?? 0) <= sample) low = middle;
      else high = middle;
    }
    const [below, above] = [this.#codes[low], this.#codes[high]];
    if (!below || !above) return 0xff;
    return sample - below.value <= above.value - sample ? below.code : above.code;
  }
}

const muLaw = new NearestValue(decodeMuLaw);
const aLaw = new NearestValue(decodeALaw);

/** Samples in -1..1 to PCMU. */
export const encodeMuLaw = (samples: Float64Array): Uint8Array => muLaw.encode(samples);
/** Samples in -1..1 to PCMA. */
export const encodeALaw = (samples: Float64Array): Uint8Array => aLaw.encode(samples);
