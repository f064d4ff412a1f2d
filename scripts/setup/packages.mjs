// npm packages: installed exactly as the lock file says. npm keeps a record of what it installed inside node_modules;
// comparing the two costs milliseconds and needs no npm.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from './paths.mjs';
import { run } from './programs.mjs';
import { step } from './step.mjs';

export async function installPackages() {
  if (packagesAreCurrent()) return false;
  await step('installing npm packages', 'npm', async () => {
    const [command, ...prefix] = npmCommand();
    await run(command, [...prefix, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], { log: 'npm' });
  });
  return true;
}

function packagesAreCurrent() {
  const wanted = readPackages(join(paths.root, 'package-lock.json'));
  const present = readPackages(join(paths.modules, '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([folder, entry]) => {
    if (folder === '') return true;
    const found = present[folder];
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** npm itself when it started us, else the one on PATH. */
export function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('npm-cli.js') ? [process.execPath, cli] : ['npm'];
}
