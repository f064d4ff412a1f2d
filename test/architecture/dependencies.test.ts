import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSource, repositoryRoot } from './source-tree.js';

interface LockEntry {
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
}

interface Manifest {
  readonly gypfile?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
}

const lock = JSON.parse(readSource('package-lock.json')) as { packages: Record<string, LockEntry> };
const folders = Object.keys(lock.packages).filter((folder) => folder !== '');
const installHooks = ['preinstall', 'install', 'postinstall'];

function manifestOf(folder: string): Manifest {
  return JSON.parse(readSource(join(folder, 'package.json'))) as Manifest;
}

/** npm compiles a package with a binding.gyp at install, unless the package says otherwise. */
function runsAtInstall(folder: string): boolean {
  const { scripts = {}, gypfile } = manifestOf(folder);
  const compiles = gypfile !== false && existsSync(join(repositoryRoot, folder, 'binding.gyp'));
  return compiles || installHooks.some((hook) => scripts[hook] !== undefined);
}

describe('dependencies', () => {
  const installed = folders.filter((folder) => existsSync(join(repositoryRoot, folder, 'package.json')));

  it('are installed', () => {
    expect(installed.length).toBeGreaterThan(50);
  });

  it('run nothing when they are installed', () => {
    expect(installed.filter(runsAtInstall)).toEqual([]);
    expect(folders.filter((folder) => lock.packages[folder]?.hasInstallScript)).toEqual([]);
  });

  it('are locked without the address of a registry', () => {
    expect(folders.filter((folder) => lock.packages[folder]?.resolved !== undefined)).toEqual([]);
  });
});

describe('this package', () => {
  const manifest = manifestOf('.');

  it('runs nothing when it is installed', () => {
    const hooks = [...installHooks, 'prepare', 'prepublish'];
    expect(hooks.filter((hook) => manifest.scripts?.[hook] !== undefined)).toEqual([]);
    expect(manifest.gypfile).toBe(false);
  });

  it('publishes prebuilds and sources, but neither build results nor binding.gyp', () => {
    expect(manifest.files).toEqual(
      expect.arrayContaining(['dist', 'prebuilds', 'native', 'CMakeLists.txt', 'licenses']),
    );
    expect(manifest.files).not.toContain('build');
    expect(manifest.files).not.toContain('binding.gyp');
  });
});
