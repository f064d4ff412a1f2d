// What `npm test` does, in order, with the time each stage may take on two cores.
import { compileBench } from '../setup/bench-programs.mjs';
import { setup } from '../setup/setup.mjs';
import { zero } from './counts.mjs';
import { lint } from './lint.mjs';
import { fuzzSeeds, nativeTests, threadTests } from './native.mjs';
import { runVitest } from './vitest.mjs';

const minutes = 60;

/** `budgetSeconds` is a promise to those who wait: going over it warns, it does not fail. */
export const stages = [
  { name: 'setup', budgetSeconds: 8 * minutes, run: runSetup },
  { name: 'lint', budgetSeconds: 1 * minutes, run: lint },
  { name: 'native', budgetSeconds: 4 * minutes, run: nativeTests },
  { name: 'thread', budgetSeconds: 3 * minutes, run: threadTests },
  { name: 'fuzz', budgetSeconds: 1 * minutes, run: fuzzSeeds },
  { name: 'unit', budgetSeconds: 2 * minutes, run: () => runVitest('unit', ['unit', 'types']) },
  { name: 'leak', budgetSeconds: 1 * minutes, run: () => runVitest('leak', ['leak']) },
  { name: 'package', budgetSeconds: 1 * minutes, run: () => runVitest('package', ['package']) },
  { name: 'e2e', budgetSeconds: 7 * minutes, run: () => runVitest('e2e', ['e2e']) },
];

/** Only when asked for by name. */
export const extraStages = [{ name: 'long', budgetSeconds: 60 * minutes, run: runLong }];

async function runLong() {
  await compileBench();
  return runVitest('long', ['long']);
}

async function runSetup() {
  await setup({ tests: true });
  return { counts: zero, failed: false };
}
