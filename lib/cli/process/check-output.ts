import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorMessage, OssicleError, systemErrorCode } from '../../core/index.js';

export interface CheckOutputOptions {
  /** What must not be written over, though `force` is given; none for a page. */
  readonly input: string;
  /** Whether a file that is already there may be replaced. */
  readonly force: boolean;
}

/** Looks whether `path` may be written, before any work is done. @throws OssicleError INVALID_ARGUMENT, FILE_FAILED. */
export async function checkOutput(path: string, { input, force }: CheckOutputOptions): Promise<void> {
  const folder = await statOrNothing(dirname(path));
  if (!folder?.isDirectory()) throw failed(`There is no directory ${dirname(path)}; create it first.`);
  const [there, source] = await Promise.all([statOrNothing(path), statOrNothing(input)]);
  if (there === undefined) return;
  if (there.isDirectory()) throw failed(`${path} is a directory; name a file in it.`);
  if (source && source.dev === there.dev && source.ino === there.ino) {
    throw new OssicleError('INVALID_ARGUMENT', `${path} is the input itself; name another output.`);
  }
  if (!there.isFile()) throw failed(`${path} is no regular file; name another.`);
  if (!force) throw failed(`${path} exists already; name another, or replace it with --force.`);
}

function failed(message: string, cause?: unknown): OssicleError {
  return new OssicleError('FILE_FAILED', message, { cause });
}

async function statOrNothing(path: string): Promise<Awaited<ReturnType<typeof stat>> | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw failed(`${path} cannot be looked at: ${errorMessage(error)}.`, error);
  }
}
