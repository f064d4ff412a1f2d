// What building needs: a C++ compiler, CMake, ninja or make, and static libraries with their headers. Found on the
// machine, else fetched into build/system without root (Debian, Ubuntu), else one command is printed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetchedPrefix, fetchPackages, isDebianLike } from './debian.mjs';
import { paths } from './paths.mjs';
import { findProgram } from './programs.mjs';
import { step } from './step.mjs';
import { Stop } from './stop.mjs';

/**
 * Each need: how to see that it is there, and what holds it in each packaging. Building goes on without what is
 * `optional`, and that is fetched without what it depends on: for tg_owt's video parts that would be X11 and ffmpeg.
 */
const needs = {
  cmake: { program: 'cmake', debian: 'cmake', brew: 'cmake', fedora: 'cmake', alpine: 'cmake' },
  ninja: {
    program: 'ninja',
    or: 'make',
    debian: 'ninja-build',
    brew: 'ninja',
    fedora: 'ninja-build',
    alpine: 'samurai',
  },
  opus: { archive: 'libopus.a', header: 'opus/opus.h', debian: 'libopus-dev', brew: 'opus' },
  speexdsp: {
    archive: 'libspeexdsp.a',
    header: 'speex/speex_resampler.h',
    debian: 'libspeexdsp-dev',
    brew: 'speexdsp',
  },
  flac: { archive: 'libFLAC.a', header: 'FLAC/stream_decoder.h', debian: 'libflac-dev', brew: 'flac' },
  openssl: { archive: 'libcrypto.a', header: 'openssl/evp.h', debian: 'libssl-dev', brew: 'openssl@3' },
  ogg: { archive: 'libogg.a', header: 'ogg/ogg.h', debian: 'libogg-dev', brew: 'libogg' },
  vorbis: { archive: 'libvorbis.a', header: 'vorbis/codec.h', debian: 'libvorbis-dev', brew: 'libvorbis' },
  webrtc: {
    archive: 'libtg_owt.a',
    header: 'tg_owt/modules/audio_processing/include/audio_processing.h',
    debian: 'libtgowt-dev',
    optional: true,
  },
  abseil: { archive: 'libabsl_base.a', header: 'absl/base/config.h', debian: 'libabsl-dev', optional: true },
  gtest: { archive: 'libgtest.a', header: 'gtest/gtest.h', debian: 'libgtest-dev', brew: 'googletest' },
};

/** Names of what the addon needs, and what its tests need on top. */
export const addonNeeds = [
  'cmake',
  'ninja',
  'opus',
  'speexdsp',
  'flac',
  'ogg',
  'vorbis',
  'openssl',
  'webrtc',
  'abseil',
];
export const testNeeds = [...addonNeeds, 'gtest'];

/** What `OSSICLE_VENDOR=on` builds from its publisher's archive instead of looking for it. */
const vendored = new Set(['opus', 'speexdsp', 'openssl']);

/** Options for CMake that follow from the environment. */
export function cmakeOptions() {
  return [`-DOSSICLE_VENDOR=${isVendoring() ? 'ON' : 'OFF'}`];
}

function isVendoring() {
  return process.env.OSSICLE_VENDOR === 'on';
}

/**
 * Makes sure everything named is there and returns the environment to build in.
 * `OSSICLE_FETCH=always` fetches even what is installed, `never` fetches nothing.
 */
export async function prepareToolchain(all) {
  const policy = process.env.OSSICLE_FETCH ?? 'auto';
  const names = isVendoring() ? all.filter((name) => !vendored.has(name)) : all;
  requireCompiler();
  const lacking = (prefixes) => names.filter((name) => !isPresent(needs[name], prefixes, policy === 'always'));
  let missing = lacking(knownPrefixes());
  if (policy !== 'never' && isDebianLike()) {
    const fetchAll = policy === 'always';
    await fetchMissing(missing.filter(isRequired), { all: fetchAll, bare: false });
    await fetchMissing(missing.filter(isOptional), { all: fetchAll, bare: true }).catch((error) => {
      if (!(error instanceof Stop)) throw error;
      process.stderr.write(`going on without what is optional: ${error.message}\n`);
    });
    missing = lacking(knownPrefixes());
  }
  const required = missing.filter(isRequired);
  if (required.length > 0) throw new Stop(installAdvice(required));
  return buildEnvironment();
}

const isOptional = (name) => needs[name].optional === true;
const isRequired = (name) => !isOptional(name);

async function fetchMissing(missing, how) {
  if (missing.length === 0) return;
  const packages = missing.map((name) => needs[name].debian);
  await step(`fetching ${packages.join(' ')} into build/system`, 'fetch', () =>
    fetchPackages(packages, how).catch((error) => {
      if (!(error instanceof Stop)) throw error;
      throw new Stop(`${error.message}\n\n${installAdvice(missing)}`);
    }),
  );
}

/** PATH and CMAKE_PREFIX_PATH that also name what was fetched. */
export function buildEnvironment() {
  const env = { ...process.env };
  const prefixes = knownPrefixes();
  if (prefixes.length > 0) env.CMAKE_PREFIX_PATH = prefixes.join(delimiter);
  if (existsSync(fetchedPrefix)) env.PATH = [join(paths.system, 'bin'), env.PATH ?? ''].join(delimiter);
  return env;
}

function knownPrefixes() {
  const given = (process.env.CMAKE_PREFIX_PATH ?? '').split(delimiter).filter(Boolean);
  return existsSync(fetchedPrefix) ? [...given, fetchedPrefix] : given;
}

function requireCompiler() {
  const compiler = compilerCommand();
  if (compiler !== undefined || process.platform === 'win32') return;
  throw new Stop(`No C++ compiler was found. Install one and try again:\n  ${compilerAdvice()}`);
}

/** `CXX` or the first usual name on PATH. */
export function compilerCommand() {
  const names = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  return names.map((name) => (name.includes('/') ? name : findProgram(name))).find((file) => file !== undefined);
}

function isPresent(need, prefixes, onlyFetched) {
  if (need.program !== undefined) {
    const path = onlyFetched
      ? join(paths.system, 'bin')
      : [join(paths.system, 'bin'), process.env.PATH].join(delimiter);
    return [need.program, onlyFetched ? undefined : need.or].some(
      (name) => name && findProgram(name, path) !== undefined,
    );
  }
  const places = onlyFetched ? [fetchedPrefix] : [...prefixes, '/usr', '/usr/local', '/opt/homebrew'];
  const header = places.some((prefix) => existsSync(join(prefix, 'include', need.header)));
  return header && archiveFolders(places).some((folder) => existsSync(join(folder, need.archive)));
}

let triplet;

function archiveFolders(prefixes) {
  triplet ??= spawnSync(compilerCommand() ?? 'c++', ['-print-multiarch'], { encoding: 'utf8' }).stdout?.trim() ?? '';
  return prefixes.flatMap((prefix) => [join(prefix, 'lib', triplet), join(prefix, 'lib'), join(prefix, 'lib64')]);
}

function installAdvice(missing) {
  const list = (field) => missing.map((name) => needs[name][field] ?? name).join(' ');
  const head = `Building the addon needs ${missing.join(', ')}. Install and try again:\n  `;
  if (process.platform === 'darwin') return `${head}brew install ${list('brew')}`;
  if (isDebianLike()) return `${head}sudo apt-get install -y --no-install-recommends ${list('debian')}`;
  return (
    `Building the addon needs ${missing.join(', ')} (libraries as static archives with headers). Install them with this ` +
    "system's packages, or name the folder that holds them in CMAKE_PREFIX_PATH, or let OSSICLE_VENDOR=on build the " +
    'libraries from their publishers. More: docs/building.md.'
  );
}

function compilerAdvice() {
  if (process.platform === 'darwin') return 'xcode-select --install';
  if (isDebianLike()) return 'sudo apt-get install -y g++';
  return /alpine/.test(osRelease()) ? 'apk add g++' : 'sudo dnf install -y gcc-c++';
}

function osRelease() {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
}
