// Fetches Debian packages without root: apt keeps its lists and archives below build/system, dpkg-deb unpacks them there.
// Nothing on the machine changes.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from './paths.mjs';
import { findProgram, run } from './programs.mjs';
import { Stop } from './stop.mjs';

const apt = join(paths.system, 'apt');
const archives = join(apt, 'archives');
const unpacked = join(paths.system, 'root');

/** The prefix to name in CMAKE_PREFIX_PATH. */
export const fetchedPrefix = join(unpacked, 'usr');

export function isDebianLike() {
  return process.platform === 'linux' && existsSync('/etc/debian_version') && findProgram('apt-get') !== undefined;
}

/**
 * Fetches `packages` and, unless `bare`, what they depend on; with `all` also dependencies that the machine already
 * has.
 */
export async function fetchPackages(packages, { all, bare }) {
  for (const folder of ['lists/partial', 'archives/partial']) mkdirSync(join(apt, folder), { recursive: true });
  await run('apt-get', [...aptOptions(), '-q', 'update'], { log: 'fetch' });
  const names = bare ? packages : await closure(packages, all);
  await run('apt-get', [...aptOptions(), '-q', 'download', ...names], { log: 'fetch', cwd: archives });
  for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg-deb', ['-x', join(archives, file), unpacked], { log: 'fetch' });
  }
  rmSync(archives, { recursive: true, force: true });
  offerPrograms();
}

function aptOptions() {
  const settings = {
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::Cache': apt,
    'Dir::Cache::archives': archives,
    'APT::Sandbox::User': '',
    'APT::Update::Post-Invoke-Success': '',
    'Debug::NoLocking': 'true',
  };
  return Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
}

/** The packages with all they need, less what this machine has (or, with `all`, less what every machine has). */
async function closure(packages, all) {
  const switches = ['suggests', 'recommends', 'conflicts', 'breaks', 'replaces', 'enhances'].map(
    (word) => `--no-${word}`,
  );
  const { output } = await run('apt-cache', [...aptOptions(), 'depends', '--recurse', ...switches, ...packages], {
    log: 'fetch',
  });
  const names = new Set(output.split('\n').filter((line) => /^[a-z0-9][a-z0-9.+-]*(:\w+)?$/.test(line)));
  const present = installedPackages(all);
  return [...names].filter((name) => packages.includes(name) || !present.has(name.replace(/:\w+$/, '')));
}

function installedPackages(onlyEssential) {
  const format = `${['db:Status-Abbrev', 'Package', 'Priority'].map((field) => `\${${field}}`).join('\\t')}\\n`;
  const { stdout, status } = spawnSync('dpkg-query', ['-W', '-f', format], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Stop('dpkg-query does not answer; the package database may be damaged.');
  const alwaysThere = /^(libc6|libgcc-s1|libstdc\+\+6|gcc-\d+-base|libcrypt1)$/;
  return new Set(
    stdout
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(
        ([state, name, priority]) =>
          state?.startsWith('ii') &&
          (!onlyEssential || /^(required|important)$/.test(priority) || alwaysThere.test(name)),
      )
      .map(([, name]) => name),
  );
}

/** Small starters in build/system/bin, so that fetched programs find their fetched libraries and nobody else does. */
function offerPrograms() {
  const bin = join(paths.system, 'bin');
  mkdirSync(bin, { recursive: true });
  const folders = ['usr/lib', 'lib'].flatMap((lib) => multiarchFolders(join(unpacked, lib)));
  for (const name of ['cmake', 'ctest', 'ninja']) {
    const program = join(fetchedPrefix, 'bin', name);
    if (!existsSync(program)) continue;
    const file = join(bin, name);
    const libraries = shellQuote(folders.join(':'));
    writeFileSync(
      file,
      `#!/bin/sh\nLD_LIBRARY_PATH=${libraries}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}\nexport LD_LIBRARY_PATH\n` +
        `exec ${shellQuote(program)} "$@"\n`,
    );
    chmodSync(file, 0o755);
  }
}

function multiarchFolders(lib) {
  if (!existsSync(lib)) return [];
  return readdirSync(lib)
    .filter((name) => /-linux-/.test(name))
    .map((name) => join(lib, name));
}

function shellQuote(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
