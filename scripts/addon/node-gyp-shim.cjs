#!/usr/bin/env node
// Stands in node-gyp's place for prebuildify, which drives nothing else: whatever it asks for, cmake-js brings the addon
// up to date, and a copy goes to build/Release below the folder prebuildify runs in. It strips that copy in place, which
// must not happen to a file that a running process may have mapped.
const { spawnSync } = require('node:child_process');
const { copyFileSync, mkdirSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
const target = join(process.cwd(), 'build', 'Release');
const cmakeJs = require.resolve('cmake-js/bin/cmake-js', { paths: [root] });
const { status } = spawnSync(process.execPath, [cmakeJs, 'build', '--out', join(root, 'build'), '--parallel', '2'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
mkdirSync(target, { recursive: true });
copyFileSync(join(root, 'build', 'Release', 'ossicle.node'), join(target, 'ossicle.node'));
