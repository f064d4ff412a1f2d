import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { mayRaisePriority } from './line-program.js';
import { repositoryRoot } from './paths.js';

/** One line: processor, cores, memory, kernel, Node, and how busy the machine was when asked. */
export function describeMachine(): string {
  const models = cpus();
  const memoryGib = (totalmem() / 2 ** 30).toFixed(1);
  const virtual = readFileSync('/proc/cpuinfo', 'utf8').includes(' hypervisor') ? ' (virtual)' : '';
  const vectors = readFileSync('/proc/cpuinfo', 'utf8').includes(' avx2') ? ', AVX2' : '';
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return (
    `${models.length} x ${models[0]?.model.trim() ?? 'unknown'}${virtual}${vectors}, ${memoryGib} GiB, ` +
    `${process.platform} ${release()}, Node ${process.versions.node}, load ${load} at the start, ` +
    (mayRaisePriority ? 'programs raised above their neighbours by nice' : 'ordinary priorities')
  );
}

/** Short hash of what is checked out, with `+changes` when tracked files differ from it; `unknown` outside a clone. */
export function describeCommit(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: repositoryRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const changes = git('status', '--porcelain', '--untracked-files=no', '--', 'native', 'lib', 'bench');
    return git('rev-parse', '--short=10', 'HEAD') + (changes === '' ? '' : '+changes');
  } catch {
    return 'unknown';
  }
}
