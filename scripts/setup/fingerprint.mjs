// A fingerprint of sources by content: some hundred small files take a few milliseconds.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files below `folder` (or the file itself), sorted, as paths relative to `root` with forward slashes. */
export function listFiles(root, relative) {
  const full = join(root, relative);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [relative];
  return readdirSync(full, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${relative}/${entry.name}`;
      return entry.isDirectory() ? listFiles(root, path) : [path];
    });
}

/** Hex SHA-256 over names and contents of all files below the given paths, and over `extra` text. */
export function fingerprint(root, relatives, extra = '') {
  const hash = createHash('sha256').update(extra);
  for (const file of relatives.flatMap((relative) => listFiles(root, relative))) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}
