// The action of binding.gyp: lets cmake-js build and copies the addon to where node-gyp puts its products. It builds
// beside `build`, because `node-gyp rebuild` deletes that folder, and drops what make tells its children.
const { spawnSync } = require('node:child_process');
const { copyFileSync, mkdirSync } = require('node:fs');
const { join, resolve } = require('node:path');

const root = join(__dirname, '..', '..');
const products = resolve(process.argv[2] ?? join(root, 'build', 'Release'));
const out = join(root, 'build-cmake');
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(MAKE|MFLAGS|MAKELEVEL)/.test(name)));
const cmakeJs = require.resolve('cmake-js/bin/cmake-js', { paths: [root] });
const { status } = spawnSync(process.execPath, [cmakeJs, 'build', '--out', out], { cwd: root, env, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
mkdirSync(products, { recursive: true });
copyFileSync(join(out, 'Release', 'ossicle.node'), join(products, 'ossicle.node'));
