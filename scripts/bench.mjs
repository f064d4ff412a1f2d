// `npm run bench -- NAME [--quick] [--json FILE]`: setup, the benchmarks compiled, then the entry in bench/.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { forgetMovedCache } from './setup/addon.mjs';
import { fingerprint } from './setup/fingerprint.mjs';
import { paths } from './setup/paths.mjs';
import { findProgram, run } from './setup/programs.mjs';
import { setup } from './setup/setup.mjs';
import { readStamp, writeStamp } from './setup/stamp.mjs';
import { step } from './setup/step.mjs';
import { runMain } from './setup/stop.mjs';
import { buildEnvironment, cmakeOptions } from './setup/toolchain.mjs';

const folder = join(paths.build, 'bench');

async function compileTypeScript() {
  const wanted = fingerprint(paths.root, ['bench', 'lib', 'tsconfig.bench.json']);
  if (readStamp('bench') === wanted && existsSync(join(folder, 'main.js'))) return;
  const tsc = join(paths.modules, 'typescript', 'bin', 'tsc');
  await run(process.execPath, [tsc, '-p', 'tsconfig.bench.json'], { log: 'bench' });
  writeStamp('bench', wanted);
}

/** Always asked: CMake knows what has changed, and whether a peer has been installed since. */
async function compileNative(progress) {
  const native = join(folder, 'native');
  const env = buildEnvironment();
  const cmake = findProgram('cmake', env.PATH);
  if (cmake === undefined) return;
  forgetMovedCache(native);
  const generator = findProgram('ninja', env.PATH) === undefined ? [] : ['-G', 'Ninja'];
  await run(cmake, ['-S', paths.root, '-B', native, ...generator, '-DOSSICLE_BENCH=ON', ...cmakeOptions()], {
    log: 'bench',
    env,
  });
  await run(cmake, ['--build', native, '--parallel'], { log: 'bench', env, onOutput: progress });
}

await runMain(async () => {
  await setup();
  await step('compiling the benchmarks', 'bench', async (progress) => {
    await compileTypeScript();
    await compileNative(progress);
  });
  const main = join(folder, 'main.js');
  process.env.PATH = buildEnvironment().PATH; // peers that setup has fetched count as installed
  process.argv = [process.argv[0], main, ...process.argv.slice(2)];
  await import(pathToFileURL(main).href);
});
