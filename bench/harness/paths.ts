import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository: this file runs as `build/bench/harness/paths.js`. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/** A native program of `bench/native`. */
export function nativeProgram(name: string): string {
  return join(repositoryRoot, 'build', 'bench', 'native', `bench_${name}`);
}

/** A compiled module of `bench/`. */
export function benchModule(path: string): string {
  return join(repositoryRoot, 'build', 'bench', path);
}

/** The command line of the package, as a user starts it. */
export const commandLine = join(repositoryRoot, 'dist', 'cli', 'main.js');
