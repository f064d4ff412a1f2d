// Compiles lib/ into dist/ when a source changed, and removes what no source makes any more.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, listFiles } from './fingerprint.mjs';
import { paths } from './paths.mjs';
import { run } from './programs.mjs';
import { readStamp, removeStamp, writeStamp } from './stamp.mjs';
import { step } from './step.mjs';

const sources = ['lib', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

export async function compileTypeScript() {
  const wanted = fingerprint(paths.root, sources);
  if (readStamp('typescript') === wanted && existsSync(join(paths.dist, 'index.js'))) return false;
  removeStamp('typescript');
  await step('compiling TypeScript', 'tsc', async () => {
    const tsc = join(paths.modules, 'typescript', 'bin', 'tsc');
    await run(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { log: 'tsc' });
    removeOrphans();
  });
  writeStamp('typescript', wanted);
  return true;
}

function removeOrphans() {
  for (const file of listFiles(paths.root, 'dist')) {
    const source = file.replace(/^dist\//, 'lib/').replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
    if (source.endsWith('.ts') && !existsSync(join(paths.root, source))) rmSync(join(paths.root, file));
  }
}
