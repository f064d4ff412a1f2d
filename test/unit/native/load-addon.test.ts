import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OssicleError } from '../../../lib/core/errors.js';
import { loadAddon } from '../../../lib/native/load-addon.js';

describe('loadAddon', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ossicle-load-'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function failure(): OssicleError {
    try {
      loadAddon(root);
    } catch (error) {
      expect(error).toBeInstanceOf(OssicleError);
      return error as OssicleError;
    }
    throw new Error('loadAddon loaded something from an empty folder');
  }

  it('names every folder it searched, the machine and the way out when nothing is there', () => {
    const error = failure();
    expect(error.code).toBe('NATIVE_LOAD_FAILED');
    expect(error.message).toContain(join(root, 'build', 'Release'));
    expect(error.message).toContain(join(root, 'prebuilds', `${process.platform}-${process.arch}`));
    expect(error.message).toContain(`Node ${process.versions.node}`);
    expect(error.message).toContain('npm run setup');
  });

  it('lists binaries of another platform as not fitting', () => {
    const folder = join(root, 'prebuilds', `${process.platform}-${process.arch}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'electron.abi1.node'), '');
    expect(failure().message).toContain('no fitting file among electron.abi1.node');
  });

  it('names the file and the reason when the file is not loadable', () => {
    const file = join(root, 'build', 'Release', 'ossicle.node');
    mkdirSync(join(root, 'build', 'Release'), { recursive: true });
    writeFileSync(file, 'not a shared object');
    const error = failure();
    expect(error.message).toContain(file);
    expect(error.message).toMatch(/invalid|too short|not a valid/i);
    expect(error.cause).toBeInstanceOf(Error);
  });
});
