import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of test data from elsewhere. */
const root = process.env['OSSICLE_VECTORS'] ?? join(import.meta.dirname, '../../../../../shared/vectors');

/** Files of one vector folder by name without ending; undefined (and a line that says so) when it is absent. */
export function readVectors(folder: string): ReadonlyMap<string, Buffer> | undefined {
  const path = join(root, folder);
  if (!existsSync(path)) {
    console.warn(`skipped: no vectors at ${path}; set OSSICLE_VECTORS`);
    return undefined;
  }
  const names = readdirSync(path).filter((name) => !/^(?:LICENSE|SOURCE)/.test(name));
  return new Map(names.map((name) => [name.replace(/\.(?:dat|sip)$/, ''), readFileSync(join(path, name))]));
}

/** Text stored with bare LF as it was on the wire. */
export function withCrLf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
}
