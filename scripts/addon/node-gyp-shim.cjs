#!/usr/bin/env node
// Stands in node-gyp's place for prebuildify, which drives nothing else: whatever it asks for, cmake-js builds the addon
// into build/Release, where prebuildify looks for it.
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
const cmakeJs = require.resolve('cmake-js/bin/cmake-js', { paths: [root] });
const { status } = spawnSync(process.execPath, [cmakeJs, 'build', '--out', join(root, 'build'), '--parallel', '2'], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
