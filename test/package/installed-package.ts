import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The repository's root. */
export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The package as a user gets it: packed, and installed with scripts off where PATH holds node and nothing else. */
export interface InstalledPackage {
  /** The folder the user works in. */
  readonly folder: string;
  /** `node_modules/ossicle` in it. */
  readonly packageFolder: string;
  /** What the tarball holds. */
  readonly files: readonly string[];
  /** Runs a module's source in that folder; rejects unless it ends with code 0. */
  run(source: string): Promise<string>;
  remove(): void;
}

/** Makes this platform's prebuilt addon, packs, and installs the tarball into an empty folder. */
export async function installPackage(): Promise<InstalledPackage> {
  await execute(process.execPath, [join(repositoryRoot, 'scripts', 'prebuild.mjs')], { cwd: repositoryRoot });
  const base = mkdtempSync(join(tmpdir(), 'ossicle package '));
  const folder = join(base, 'user');
  mkdirSync(folder);
  const { tarball, files } = await pack(base);
  const env = { PATH: folderWithNodeAlone(base), HOME: process.env['HOME'] ?? base };
  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}\n');
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', tarball];
  await execute(process.execPath, [await npmCli(), ...install], { cwd: folder, env });
  return {
    folder,
    packageFolder: join(folder, 'node_modules', 'ossicle'),
    files,
    run: async (source) => {
      const script = join(folder, 'script.mjs');
      writeFileSync(script, source);
      const { stdout } = await execute(process.execPath, [script], { cwd: folder, env, timeout: 30_000 });
      return stdout;
    },
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

async function pack(folder: string): Promise<{ tarball: string; files: string[] }> {
  const args = [await npmCli(), 'pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await execute(process.execPath, args, { cwd: repositoryRoot, maxBuffer: 1 << 24 });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  if (packed === undefined) throw new Error('npm pack reported no tarball');
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

function folderWithNodeAlone(base: string): string {
  const bin = join(base, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  return bin;
}

/** npm's own program, so that it needs no shell and no PATH. */
async function npmCli(): Promise<string> {
  const running = process.env['npm_execpath'];
  if (running?.endsWith('npm-cli.js')) return running;
  const { stdout } = await execute('sh', ['-c', 'command -v npm']);
  const cli = realpathSync(stdout.trim());
  return cli.endsWith('.js') ? cli : join(dirname(cli), 'npm-cli.js');
}
