import { stat } from 'node:fs/promises';
import { OssicleError } from '../core/index.js';

/** @throws OssicleError CONFIGURATION_INVALID when what control clients may play from is no directory. */
export async function checkMediaDirectory(directory: string): Promise<void> {
  const stats = await stat(directory).catch(() => undefined);
  if (stats?.isDirectory()) return;
  throw new OssicleError(
    'CONFIGURATION_INVALID',
    `media_dir ${directory} is no directory. Make it, or choose another with --media-dir.`,
    { details: { path: directory } },
  );
}
