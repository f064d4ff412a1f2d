// The native addon: a prebuilt one made from exactly these sources, else one built here, else nothing to do.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { paths } from './paths.mjs';
import { findProgram, run } from './programs.mjs';
import { readStamp, removeStamp, writeStamp } from './stamp.mjs';
import { step } from './step.mjs';
import { addonNeeds, cmakeOptions, prepareToolchain } from './toolchain.mjs';

const sources = ['native', 'cmake', 'CMakeLists.txt'];

/** Fingerprint of all the addon is made of. The version is part of it, since the addon reports it. */
export function addonFingerprint() {
  const manifest = JSON.parse(readFileSync(join(paths.root, 'package.json'), 'utf8'));
  return fingerprint(paths.root, sources, manifest.version);
}

export async function buildAddon() {
  const wanted = addonFingerprint();
  if (existsSync(paths.addon) && readStamp('addon') === wanted) return false;
  if (!existsSync(paths.addon) && prebuiltFits(wanted)) return false;
  const env = await prepareToolchain(addonNeeds);
  removeStamp('addon');
  await step('building the native addon', 'addon', (progress) => compile(env, progress));
  writeStamp('addon', wanted);
  return true;
}

/** A prebuilt addon carries the fingerprint it was made from beside it. */
function prebuiltFits(wanted) {
  try {
    return readFileSync(join(paths.prebuilds, 'sources.sha256'), 'utf8').trim() === wanted;
  } catch {
    return false;
  }
}

async function compile(env, progress) {
  forgetMovedCache(paths.build);
  const cmakeJs = join(paths.modules, 'cmake-js', 'bin', 'cmake-js');
  const options = cmakeOptions().map((option) => option.replace(/^-D/, '--CD'));
  const args = [cmakeJs, 'build', '--out', paths.build, ...options];
  // make alone builds one file at a time unless told otherwise; ninja uses every core.
  if (findProgram('ninja', env.PATH) === undefined) args.push('--parallel', '2');
  await run(process.execPath, args, { log: 'addon', env, onOutput: progress });
}

/** CMake refuses a cache that was made in another place, as after moving or copying the folder. */
export function forgetMovedCache(folder) {
  const cache = join(folder, 'CMakeCache.txt');
  if (!existsSync(cache)) return;
  const home = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(readFileSync(cache, 'utf8'))?.[1];
  const tool = /^CMAKE_COMMAND:INTERNAL=(.*)$/m.exec(readFileSync(cache, 'utf8'))?.[1];
  if (home === paths.root.replaceAll('\\', '/') && (tool === undefined || existsSync(tool))) return;
  rmSync(cache, { force: true });
  rmSync(join(folder, 'CMakeFiles'), { recursive: true, force: true });
}
