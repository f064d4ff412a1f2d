// `npm run prebuild`: puts this platform's addon, stripped, into prebuilds/, with the fingerprint of its sources beside
// it, by which the setup knows whether it fits a checkout.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addonFingerprint } from './setup/addon.mjs';
import { paths } from './setup/paths.mjs';
import { endChildrenOnSignals, run } from './setup/programs.mjs';
import { setup } from './setup/setup.mjs';
import { step } from './setup/step.mjs';
import { runMain } from './setup/stop.mjs';
import { addonNeeds, prepareToolchain } from './setup/toolchain.mjs';

const workFolder = join(paths.build, 'prebuild');

/** prebuildify hands paths to a shell, where a folder name with a space falls apart: hence relative ones. */
function prebuildifyArguments() {
  const shim = join('..', '..', 'scripts', 'addon', `node-gyp-shim.${process.platform === 'win32' ? 'cmd' : 'cjs'}`);
  const options = ['--napi', '--strip', '--tag-libc', '-t', process.versions.node];
  return [
    join(paths.modules, 'prebuildify', 'bin.js'),
    '--cwd',
    '.',
    '--out',
    paths.root,
    ...options,
    '--node-gyp',
    shim,
  ];
}

await runMain(async () => {
  await setup();
  const forgetSignals = endChildrenOnSignals(() => {});
  const env = await prepareToolchain(addonNeeds);
  await step('preparing the prebuilt addon', 'prebuild', async (onOutput) => {
    rmSync(paths.prebuilds, { recursive: true, force: true });
    rmSync(workFolder, { recursive: true, force: true });
    for (const folder of [paths.prebuilds, workFolder]) mkdirSync(folder, { recursive: true });
    copyFileSync(join(paths.root, 'package.json'), join(workFolder, 'package.json'));
    await run(process.execPath, prebuildifyArguments(), { log: 'prebuild', cwd: workFolder, env, onOutput });
    writeFileSync(join(paths.prebuilds, 'sources.sha256'), `${addonFingerprint()}\n`);
  });
  forgetSignals();
});
