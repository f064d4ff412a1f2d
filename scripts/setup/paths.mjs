// Where everything lies. The path may hold spaces.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

export const paths = {
  root,
  build: join(root, 'build'),
  logs: join(root, 'build', 'logs'),
  stamps: join(root, 'build', 'stamps'),
  lock: join(root, 'build', 'setup.lock'),
  system: join(root, 'build', 'system'),
  addon: join(root, 'build', 'Release', 'ossicle.node'),
  prebuilds: join(root, 'prebuilds', `${process.platform}-${process.arch}`),
  dist: join(root, 'dist'),
  modules: join(root, 'node_modules'),
};
