import type { Block } from '../sound/block.js';

const mostSample = 32_767.5 / 32_768;
const leastSample = -32_768.5 / 32_768;

/** Counts the samples that are beyond full scale, and so are cut off in a coding with 16 bits. */
export class OverloadCounter {
  #samples = 0;

  add(block: Block): void {
    for (const channel of block) {
      for (const sample of channel) if (sample > mostSample || sample < leastSample) this.#samples++;
    }
  }

  notes(): string[] {
    if (this.#samples === 0) return [];
    return [`${this.#samples} samples were beyond full scale and cut off; lower --gain, or use --normalize`];
  }
}
