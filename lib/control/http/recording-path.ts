import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { systemErrorCode } from '../../core/index.js';

/** Where a path of a URL leads, or the HTTP status that says why it leads nowhere. */
export type ResolvedRecording = { readonly path: string } | { readonly status: 403 | 404 };

/**
 * Resolves the encoded rest of `/recordings/…` to a file in `directory`: symbolic links are followed first, and the
 * end has to lie inside.
 */
export async function resolveRecording(directory: string, encoded: string): Promise<ResolvedRecording> {
  const name = decode(encoded);
  if (name === undefined || name === '' || name.includes('\0')) return { status: 404 };
  if (name.startsWith('/') || name.split(/[/\\]/).includes('..')) return { status: 403 };
  try {
    const root = await realpath(directory);
    const path = await realpath(join(root, name));
    return path.startsWith(root + sep) ? { path } : { status: 403 };
  } catch (error) {
    return { status: systemErrorCode(error) === 'EACCES' ? 403 : 404 };
  }
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
