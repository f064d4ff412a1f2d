import { realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { systemErrorCode } from '../core/index.js';
import { CommandError } from '../protocol/control/index.js';

/**
 * The real path of the local file `source`, which must lie in `directory`, symbolic links followed on both sides. A
 * relative path begins there.
 *
 * @throws CommandError ENDPOINT_ERROR when it is outside, is no regular file or is not there, or when `directory` is null.
 */
export async function localMediaPath(directory: string | null, source: string): Promise<string> {
  if (directory === null) throw refusal('Local file playback is disabled: media_dir is not set.');
  const root = await realpath(directory).catch(() => {
    throw refusal('Local file playback is disabled: media_dir cannot be read.');
  });
  const named = resolve(root, source);
  const path = await realpath(named).catch((error: unknown) => {
    // What lies outside is not even said to be missing.
    if (!isInside(directory, named) && !isInside(root, named)) throw outside();
    throw refusal(`Cannot open the file: ${reasonOf(error, source)}.`);
  });
  if (path !== root && !isInside(root, path)) throw outside();
  if (!(await stat(path)).isFile()) throw refusal('Cannot open the file: it is not a regular file.');
  return path;
}

/** Whether `path` is below `directory`; both absolute. */
export function isInside(directory: string, path: string): boolean {
  return path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

function reasonOf(error: unknown, source: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(source)) return 'of all URLs only those of http: and https: are played';
  const code = systemErrorCode(error);
  if (code === 'ENOENT') return 'media_dir has none of that name (ENOENT)';
  return code === undefined || code === 'ERR_INVALID_ARG_VALUE' ? 'it is not a path' : code;
}

function outside(): CommandError {
  return refusal('The file is outside the allowed media directory; name it relative to media_dir.');
}

function refusal(message: string): CommandError {
  return new CommandError('ENDPOINT_ERROR', message);
}
