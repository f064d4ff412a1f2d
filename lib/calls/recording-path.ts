import { join } from 'node:path';

/** Longest part of a file name that comes from the caller. */
const maxCallerLength = 40;

/**
 * Path of a new recording in `directory`, named by time and caller: `2026-11-21T11-05-12-512Z-alice-3f9c2a.wav`.
 * The caller's name was written by a stranger: everything but letters, digits, `+`, `-` and `_` becomes `_`, so no
 * name can leave the directory, hide a file or name a device. `suffix` keeps two calls of one caller apart.
 */
export function recordingPath(directory: string, startedAt: Date, caller: string, suffix: string): string {
  const time = startedAt.toISOString().replaceAll(/[:.]/g, '-');
  return join(directory, `${time}-${sanitizeCaller(caller)}-${suffix}.wav`);
}

function sanitizeCaller(caller: string): string {
  const safe = caller.replaceAll(/[^A-Za-z0-9+_-]/g, '_').slice(0, maxCallerLength);
  return safe === '' ? 'anonymous' : safe;
}
