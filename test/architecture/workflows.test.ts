import { describe, expect, it } from 'vitest';
import { filesBelow, readSource } from './source-tree.js';

const workflows = filesBelow('.github/workflows').map((file) => ({
  file,
  text: readSource(`.github/workflows/${file}`),
}));

/** Actions of others that are named by anything but a full commit. Workflows of this repository start with `./`. */
function unpinned(text: string): string[] {
  const used = [...text.matchAll(/^\s*(?:-\s+)?uses:\s+(\S+)/gm)].map(([, action]) => action ?? '');
  return used.filter((action) => !action.startsWith('./') && !/@[0-9a-f]{40}$/.test(action));
}

describe('workflows', () => {
  it('exist', () => {
    expect(workflows.map(({ file }) => file)).toEqual([
      'ci.yml',
      'docs.yml',
      'prebuild.yml',
      'release.yml',
      'sanitizers.yml',
    ]);
  });

  it('name actions by commit', () => {
    expect(workflows.flatMap(({ text }) => unpinned(text))).toEqual([]);
    expect(unpinned('  - uses: actions/checkout@v4\n')).toEqual(['actions/checkout@v4']);
  });

  it('may read the contents and nothing more, unless a job says so', () => {
    const open = workflows.filter(({ text }) => !/^permissions:\n {2}contents: read\n(?! )/m.test(text));
    expect(open.map(({ file }) => file)).toEqual([]);
  });
});

describe('npm scripts', () => {
  it('leave `prebuild` to those who call it: npm would run it before a script named `build`', () => {
    const { scripts } = JSON.parse(readSource('package.json')) as { scripts: Record<string, string> };
    expect(scripts['prebuild']).toBeDefined();
    expect(scripts['build']).toBeUndefined();
  });
});
