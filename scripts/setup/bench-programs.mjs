// Compiles what stands in bench/: the benchmarks and what they and the long tests start.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { forgetMovedCache } from './addon.mjs';
import { fingerprint } from './fingerprint.mjs';
import { paths } from './paths.mjs';
import { findProgram, run } from './programs.mjs';
import { readStamp, writeStamp } from './stamp.mjs';
import { step } from './step.mjs';
import { buildEnvironment, cmakeOptions } from './toolchain.mjs';

/** Where the compiled benchmarks stand. */
export const benchFolder = join(paths.build, 'bench');

async function compileTypeScript() {
  const wanted = fingerprint(paths.root, ['bench', 'lib', 'tsconfig.bench.json']);
  if (readStamp('bench') === wanted && existsSync(join(benchFolder, 'main.js'))) return;
  const tsc = join(paths.modules, 'typescript', 'bin', 'tsc');
  await run(process.execPath, [tsc, '-p', 'tsconfig.bench.json'], { log: 'bench' });
  writeStamp('bench', wanted);
}

/** Always asked: CMake knows what has changed, and whether a peer has been installed since. */
async function compileNative(progress) {
  const native = join(benchFolder, 'native');
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

/** Compiles what has changed. */
export async function compileBench() {
  await step('compiling the benchmarks', 'bench', async (progress) => {
    await compileTypeScript();
    await compileNative(progress);
  });
}
