// `npm run prebuild`: puts this platform's addon, stripped, into prebuilds/, with the fingerprint of its sources beside
// it, by which the setup knows whether it fits a checkout.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addonFingerprint } from './setup/addon.mjs';
import { paths } from './setup/paths.mjs';
import { endChildrenOnSignals, run } from './setup/programs.mjs';
import { setup } from './setup/setup.mjs';
import { step } from './setup/step.mjs';
import { runMain } from './setup/stop.mjs';
import { addonNeeds, prepareToolchain } from './setup/toolchain.mjs';

await runMain(async () => {
  await setup();
  const forgetSignals = endChildrenOnSignals(() => {});
  const env = await prepareToolchain(addonNeeds);
  await step('preparing the prebuilt addon', 'prebuild', async (onOutput) => {
    rmSync(paths.prebuilds, { recursive: true, force: true });
    mkdirSync(paths.prebuilds, { recursive: true });
    const prebuildify = join(paths.modules, 'prebuildify', 'bin.js');
    // Relative paths throughout: prebuildify hands them to a shell, where a folder name with a space would fall apart.
    const shim =
      process.platform === 'win32' ? '.\\scripts\\addon\\node-gyp-shim.cmd' : './scripts/addon/node-gyp-shim.cjs';
    const options = ['--cwd', '.', '--napi', '--strip', '--tag-libc', '-t', process.versions.node];
    await run(process.execPath, [prebuildify, ...options, '--node-gyp', shim], {
      log: 'prebuild',
      env,
      onOutput,
    });
    writeFileSync(join(paths.prebuilds, 'sources.sha256'), `${addonFingerprint()}\n`);
  });
  forgetSignals();
});
