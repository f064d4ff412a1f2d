// Runs other programs: output into a log file, the log's tail in the error, clean end on Ctrl-C.
import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { paths } from './paths.mjs';
import { Stop } from './stop.mjs';

const children = new Set();
const tailLines = 25;

/** Ends every running program of ours, then this process, the way the signal asks. */
export function endChildrenOnSignals(beforeExit) {
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  const handlers = Object.entries(signals).map(([signal, code]) => {
    const handler = () => {
      for (const child of children) child.kill('SIGTERM');
      beforeExit();
      process.stderr.write('\n');
      process.exit(code);
    };
    process.on(signal, handler);
    return [signal, handler];
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

/**
 * Runs a program to its end and appends its output to `build/logs/<log>.log`.
 * `onOutput` sees each chunk of text; `echo` also copies it to our own output.
 * Returns `{ code, output }`; with `mayFail` unset a failure is a Stop that shows the tail of the log.
 */
export async function run(command, args, { log, env = process.env, cwd = paths.root, onOutput, echo, mayFail } = {}) {
  mkdirSync(paths.logs, { recursive: true });
  const logPath = join(paths.logs, `${log}.log`);
  const logFile = openSync(logPath, 'a');
  let output = `$ ${[command, ...args].join(' ')}\n`;
  writeSync(logFile, output);
  const shell = process.platform === 'win32' && /\.(cmd|bat)$|^npm$/i.test(command);
  const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  const take = (chunk) => {
    const text = chunk.toString('utf8');
    writeSync(logFile, text);
    output += text;
    onOutput?.(text);
    if (echo) process.stdout.write(text);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      take(Buffer.from(`${error.message}\n`));
      resolve(127);
    });
    child.on('close', (status, signal) => resolve(status ?? (signal === null ? 1 : 128)));
  });
  children.delete(child);
  closeSync(logFile);
  if (code !== 0 && !mayFail) throw failure(command, code, output, logPath);
  return { code, output, logPath };
}

function failure(command, code, output, logPath) {
  const tail = output.trimEnd().split('\n').slice(-tailLines).join('\n');
  return new Stop(`${tail}\n\n${command} ended with code ${code}. Whole log: ${logPath}`);
}

/** Path of a program on `path` (the PATH by default), or undefined. Spawns nothing. */
export function findProgram(name, path = process.env.PATH ?? '') {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : [''];
  for (const folder of path.split(delimiter).filter(Boolean)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
