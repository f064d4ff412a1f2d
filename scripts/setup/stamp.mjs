// A stamp remembers from which sources a step's product was made.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from './paths.mjs';

export function readStamp(name) {
  try {
    return readFileSync(join(paths.stamps, name), 'utf8').trim();
  } catch {
    return undefined;
  }
}

export function writeStamp(name, value) {
  mkdirSync(paths.stamps, { recursive: true });
  writeFileSync(join(paths.stamps, name), `${value}\n`);
}

export function removeStamp(name) {
  rmSync(join(paths.stamps, name), { force: true });
}
