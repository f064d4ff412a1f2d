import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { CommandError } from '../protocol/control/index.js';
import { isInside } from './local-media-path.js';

/**
 * The real path of a file to be recorded: `path` with the symbolic links of its parent followed, which must exist and
 * lie in `directory`.
 *
 * @throws CommandError INVALID_PARAMS saying which of these does not hold.
 */
export async function recordingPath(directory: string, path: string): Promise<string> {
  if (!isAbsolute(path)) throw refusal(`file_path must be absolute, below recording_dir (${directory}).`);
  if (path.split(sep).includes('..')) throw refusal("file_path must not contain '..'.");
  if (path.includes('\0') || basename(path) === '' || path.endsWith(sep)) throw refusal('file_path must name a file.');
  const [root, parent] = await Promise.all([
    realpath(directory).catch(() => directory),
    realpath(dirname(path)).catch(() => {
      throw refusal('file_path: cannot resolve parent directory; it must exist.');
    }),
  ]);
  if (parent !== root && !isInside(root, parent))
    throw refusal(`file_path resolves outside recording_dir (${directory}).`);
  return join(parent, basename(path));
}

function refusal(message: string): CommandError {
  return new CommandError('INVALID_PARAMS', message);
}
