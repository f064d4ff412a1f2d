// One setup at a time per checkout: a file that holds the pid of its owner. The lock of a process that is gone is taken.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { paths } from './paths.mjs';

const pollMs = 200;
const own = `${paths.lock}.${process.pid}`;

export async function acquireLock() {
  mkdirSync(paths.build, { recursive: true });
  let told = false;
  while (!tryLock()) {
    const owner = readPid(paths.lock);
    if (owner !== undefined && !isAlive(owner)) {
      takeFromDead(owner);
      continue;
    }
    if (!told) process.stderr.write(`waiting for another setup in this folder (process ${owner ?? 'unknown'})\n`);
    told = true;
    await sleep(pollMs);
  }
}

export function releaseLock() {
  if (readPid(paths.lock) === process.pid) rmSync(paths.lock, { force: true });
}

/** A link appears with its content at once, so nobody ever reads a lock without a pid. */
function tryLock() {
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, paths.lock);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Moves the lock aside; when somebody was faster and it is a living one's by now, puts it back. */
function takeFromDead(owner) {
  const aside = `${own}.aside`;
  try {
    renameSync(paths.lock, aside);
    if (readPid(aside) !== owner) linkSync(aside, paths.lock);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readPid(file) {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
