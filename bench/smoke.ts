import type { Benchmark } from './harness/benchmark.js';
import { measureLegCapacity } from './media/leg-capacity.js';
import { measureLegCost } from './media/leg-cost.js';
import { measureCallRate } from './sip/call-rate.js';

/** The whole in small: SIP calls, the mix without I/O, and mixing legs per core with real UDP. */
export const smoke: Benchmark = {
  name: 'smoke',
  about: 'SIP calls per second, cost of a leg in the mix, mixing legs per core',
  async run(options) {
    const parts = [await measureCallRate(options), await measureLegCost(options), await measureLegCapacity(options)];
    return { rows: parts.flatMap((part) => part.rows), notes: parts.flatMap((part) => part.notes) };
  },
};
