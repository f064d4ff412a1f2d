import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { controlMethods } from '../../../../lib/protocol/control/index.js';

const repository = resolve(import.meta.dirname, '../../../..');
const [, table = ''] = readFileSync(join(repository, 'docs/control.md'), 'utf8').split('## What is tested where');
const quoted = [...table.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

test('docs/control.md says of every method where it is tested', () => {
  expect(Object.keys(controlMethods).filter((method) => !quoted.includes(method))).toEqual([]);
});

test('and names files that are there', () => {
  const files = quoted.filter((text) => text.startsWith('test/'));
  expect(files.length).toBeGreaterThan(40);
  expect(files.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
});
