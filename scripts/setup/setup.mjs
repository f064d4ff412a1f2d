// The order of the steps. Each looks first whether its product is current, which costs milliseconds and starts nothing.
import { buildAddon } from './addon.mjs';
import { acquireLock, releaseLock } from './lock.mjs';
import { checkNodeVersion } from './node-version.mjs';
import { installPackages } from './packages.mjs';
import { endChildrenOnSignals } from './programs.mjs';
import { seconds } from './step.mjs';
import { installTestPrograms } from './test-programs.mjs';
import { prepareToolchain, testNeeds } from './toolchain.mjs';
import { compileTypeScript } from './typescript.mjs';

/** Brings this folder to where it can run; with `tests` also to where it can be tested. */
export async function setup({ tests = false } = {}) {
  const begin = Date.now();
  checkNodeVersion();
  await acquireLock();
  const forgetSignals = endChildrenOnSignals(releaseLock);
  try {
    let worked = await installPackages();
    if (tests) {
      worked = (await installTestPrograms()) || worked;
      await prepareToolchain(testNeeds);
    }
    worked = (await buildAddon()) || worked;
    worked = (await compileTypeScript()) || worked;
    process.stderr.write(`setup: ${worked ? 'complete' : 'up to date'}, ${seconds(begin)} s\n`);
  } finally {
    forgetSignals();
    releaseLock();
  }
}
