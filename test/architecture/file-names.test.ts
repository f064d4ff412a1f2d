import { describe, expect, it } from 'vitest';
import { filesBelow } from './source-tree.js';

/** Words that say nothing about what a file holds. */
const empty = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'manager', 'managers', 'stuff']);

function emptyWords(path: string): string[] {
  return path.split(/[/._-]/).filter((word) => empty.has(word.toLowerCase()));
}

function sourcesBelow(folder: string): string[] {
  return filesBelow(folder)
    .map((file) => `${folder}/${file}`)
    .filter((file) => !file.includes('/seeds/'));
}

describe('file names', () => {
  const all = ['lib', 'native', 'test', 'bench', 'examples', 'scripts'].flatMap(sourcesBelow);

  it('say what the file holds', () => {
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter((file) => emptyWords(file).length > 0)).toEqual([]);
  });

  it('are kebab-case in TypeScript', () => {
    const names = all.filter((file) => file.endsWith('.ts')).map((file) => file.split('/').at(-1) ?? '');
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|test-d|bench|d|config))?\.ts$/;
    expect(names.filter((name) => !kebab.test(name))).toEqual([]);
  });

  it('are snake_case in C++', () => {
    const names = all.filter((file) => /\.(cc|h|c)$/.test(file)).map((file) => file.split('/').at(-1) ?? '');
    expect(names.filter((name) => !/^[a-z0-9]+(_[a-z0-9]+)*\.(cc|h|c)$/.test(name))).toEqual([]);
  });

  it('are checked by rules that can say no', () => {
    expect(emptyWords('lib/core/string-utils.ts')).toEqual(['utils']);
    expect(emptyWords('native/media/session_manager.cc')).toEqual(['manager']);
  });
});
