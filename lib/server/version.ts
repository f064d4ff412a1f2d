import { readFileSync } from 'node:fs';

/** The version of this package, e.g. `0.1.0`. */
export function packageVersion(): string {
  const description: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (description as { version: string }).version;
}
