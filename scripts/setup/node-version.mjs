import { Stop } from './stop.mjs';

const needed = [20, 19];

export function checkNodeVersion(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return;
  throw new Stop(`This is Node ${version}; ossicle needs ${needed.join('.')} or newer.`);
}
