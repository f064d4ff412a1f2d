import { type ChildProcess, fork, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

const pathOf = (name: string): string => fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url));

/** Starts a program of this folder as a process that is watched for what it says. */
export function startProgram(name: string, args: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, ['--expose-gc', pathOf(name), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The same with a channel for messages. */
export function forkProgram(name: string): ChildProcess {
  return fork(pathOf(name), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** Waits for its end; kills it, and says so by its signal, after `limitMs`. */
export function endOf(child: ChildProcess, limitMs = 30_000): Promise<Ended> {
  return new Promise((resolve) => {
    let [output, errors] = ['', ''];
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (errors += chunk));
    const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      resolve({ code, signal, output, errors });
    });
  });
}

/** Runs a program of this folder to its end. */
export function runProgram(name: string, args: readonly string[] = [], limitMs = 30_000): Promise<Ended> {
  return endOf(startProgram(name, args), limitMs);
}
