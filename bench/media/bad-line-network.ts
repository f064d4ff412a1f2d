/** 5 % of the packets lost in bursts of four on average (Gilbert), delays Gaussian with a deviation of 60 ms. */
export const network = { lossShare: 0.05, burst: 4, deviationMs: 60 } as const;

const packetMs = 20;

/** When each of `packets` arrives, from the moment when the first left; null for a lost one. The same for each seed. */
export function arrivalsOf(packets: number, seed: number): (number | null)[] {
  const uniform = generator(seed);
  const gaussian = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const { lossShare, burst, deviationMs } = network;
  const begins = lossShare / (1 - lossShare) / burst;
  let lost = false;
  return Array.from({ length: packets }, (_, number) => {
    lost = uniform() < (lost ? 1 - 1 / burst : begins);
    const delayMs = Math.abs(gaussian()) * deviationMs;
    return lost ? null : number * packetMs + delayMs;
  });
}

/** Uniform in [0, 1), SplitMix of 32 bits. */
export function generator(seed: number): () => number {
  let state = Math.imul(seed, 7919) >>> 0;
  return () => {
    state = (state + 0x9e37_79b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}
