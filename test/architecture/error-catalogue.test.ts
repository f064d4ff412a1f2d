import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../lib/core/errors.js';
import { filesBelow, readSource } from './source-tree.js';

/** Rows of the page's table: code, category, retryable, meaning. */
function documentedRows(): string[][] {
  return readSource('docs/errors.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

describe('the error catalogue', () => {
  const catalogued = Object.entries(errorCatalogue).map(([code, { category, retryable, meaning }]) => [
    code,
    category,
    retryable ? 'yes' : 'no',
    meaning,
  ]);

  it('equals docs/errors.md (`npm run docs:errors` writes it)', () => {
    expect(documentedRows()).toEqual(catalogued);
  });

  it('is the only source of codes in lib', () => {
    const used = filesBelow('lib')
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        [...readSource(`lib/${file}`).matchAll(/new OssicleError\(\s*'(\w+)'/g)].map(([, code]) => code),
      );
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((code) => code === undefined || !(code in errorCatalogue))).toEqual([]);
  });

  it('is the only thing thrown in lib', () => {
    const plain = filesBelow('lib')
      .filter((file) => file.endsWith('.ts'))
      .filter((file) => /throw new (Error|TypeError|RangeError)\(/.test(readSource(`lib/${file}`)));
    expect(plain).toEqual([]);
  });
});
