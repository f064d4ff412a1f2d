import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Files below a folder of the repository, as paths relative to it with forward slashes; none when it is absent. */
export function filesBelow(folder: string): string[] {
  try {
    return readdirSync(join(repositoryRoot, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(repositoryRoot, folder).length + 1))
      .map((file) => file.replaceAll('\\', '/'))
      .sort();
  } catch {
    return [];
  }
}

/** Text of a file named relative to the repository's root. */
export function readSource(path: string): string {
  return readFileSync(join(repositoryRoot, path), 'utf8');
}
