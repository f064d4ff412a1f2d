import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { errorMessage, OssicleError, systemErrorCode } from '../core/index.js';

/**
 * Makes the directory for recordings where it is missing, and sees that files can be put there.
 *
 * @throws OssicleError FILE_FAILED naming the directory and the way out.
 */
export async function prepareRecordingDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    if (!(await stat(directory)).isDirectory()) throw notUsable(directory, 'it is no directory');
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof OssicleError) throw error;
    throw notUsable(directory, reasonOf(error), error);
  }
}

function reasonOf(error: unknown): string {
  switch (systemErrorCode(error)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'it, or a part of its path, is a file';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'it cannot be read and written by this user';
    default:
      return errorMessage(error);
  }
}

function notUsable(directory: string, why: string, cause?: unknown): OssicleError {
  return new OssicleError(
    'FILE_FAILED',
    `Recordings cannot be kept in ${directory}: ${why}. Choose another directory with --recordings.`,
    { cause, details: { path: directory } },
  );
}
