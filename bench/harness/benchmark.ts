import type { Outcome } from './result.js';

/** How a benchmark is asked to run. */
export interface RunOptions {
  /** One case of each kind at a fixed size, three short rounds, 45 s in all on two cores. */
  readonly quick: boolean;
  /** What happens meanwhile, for a terminal. */
  readonly say: (text: string) => void;
}

/** One entry of `npm run bench`. */
export interface Benchmark {
  readonly name: string;
  /** One line for the list. */
  readonly about: string;
  readonly run: (options: RunOptions) => Promise<Outcome>;
}
