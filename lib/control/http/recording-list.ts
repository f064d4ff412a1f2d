import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const maximumDepth = 10;

/** Paths of all `.pcap` files in `directory`, relative to it, sorted. Symbolic links are not followed. */
export async function listRecordings(directory: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    for (const entry of await readdir(join(directory, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile() && name.endsWith('.pcap')) found.push(name);
      // A folder that vanishes or may not be read hides only itself.
      if (entry.isDirectory() && depth < maximumDepth) await visit(name, depth + 1).catch(() => undefined);
    }
  };
  await visit('', 1);
  return found.sort();
}
