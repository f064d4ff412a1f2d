import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OssicleError } from '../core/errors.js';

const require = createRequire(import.meta.url);

interface NodeGypBuild {
  resolve(folder: string): string;
}

/** The package's root: this file lies two folders below it, compiled or not. */
const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Loads the native addon: the one built here (`build/Release`), else the prebuilt one of this platform (`prebuilds`).
 *
 * @param root folder that holds `build` and `prebuilds`; the package's own by default
 * @throws OssicleError `NATIVE_LOAD_FAILED`; its message names every place that was tried and what to do
 */
export function loadAddon(root: string = packageRoot): unknown {
  const finder = require('node-gyp-build') as NodeGypBuild;
  let file: string | undefined;
  try {
    file = finder.resolve(root);
    return require(file);
  } catch (cause) {
    throw loadFailed(root, file, cause);
  }
}

function loadFailed(root: string, file: string | undefined, cause: unknown): OssicleError {
  const searched = searchedFolders(root);
  const machine = describeMachine();
  const reason = cause instanceof Error ? cause.message.trim() : String(cause);
  const lines =
    file === undefined
      ? [`The native addon was not found for ${machine}. Searched:`, ...searched.map(describeFolder)]
      : [`The native addon was found but could not be loaded on ${machine}.`, `  ${file}`, `  ${reason}`];
  lines.push(
    file === undefined
      ? 'In a clone of the repository, `npm run setup` builds it. An installed package carries it for the platforms its ' +
          'README lists; elsewhere build it from the sources: docs/building.md.'
      : 'Remove that file and run `npm run setup` in a clone, or reinstall the package: docs/building.md.',
  );
  return new OssicleError('NATIVE_LOAD_FAILED', lines.join('\n'), {
    cause,
    details: { file, searched, platform: process.platform, arch: process.arch, libc: libcOfThisProcess() },
  });
}

function searchedFolders(root: string): string[] {
  const base = process.env['OSSICLE_PREBUILD'] ?? root;
  const platform = `${process.platform}-${process.arch}`;
  return [join(base, 'build', 'Release'), join(base, 'build', 'Debug'), join(base, 'prebuilds', platform)];
}

function describeFolder(folder: string): string {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.node'));
    return `  ${folder}: ${names.length === 0 ? 'no .node file' : `no fitting file among ${names.join(', ')}`}`;
  } catch {
    return `  ${folder}: does not exist`;
  }
}

function describeMachine(): string {
  const libc = libcOfThisProcess();
  const abi = `Node ${process.versions.node} (module ABI ${process.versions.modules}, Node-API ${process.versions.napi})`;
  return `${process.platform}-${process.arch}${libc === undefined ? '' : `-${libc}`}, ${abi}`;
}

/** `glibc 2.36`, `musl`, or undefined where the question does not arise. */
function libcOfThisProcess(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  const glibc = report?.header?.glibcVersionRuntime;
  return glibc === undefined ? 'musl' : `glibc ${glibc}`;
}
