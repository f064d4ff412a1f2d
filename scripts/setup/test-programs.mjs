// Programs that only tests use: phones, a packet capture, speech and sound tools. Installed system-wide, since they bring
// their own plug-in folders; `npm start` never does this.
import { spawnSync } from 'node:child_process';
import { isDebianLike } from './debian.mjs';
import { findProgram, run } from './programs.mjs';
import { step } from './step.mjs';
import { Stop } from './stop.mjs';

const programs = {
  baresip: 'baresip',
  sipp: 'sip-tester',
  tshark: 'tshark',
  'espeak-ng': 'espeak-ng',
  sox: 'sox',
  ffmpeg: 'ffmpeg',
};

export async function installTestPrograms() {
  const missing = missingPackages();
  if (missing.length === 0) return false;
  const install = ['apt-get', 'install', '-y', '-q', '--no-install-recommends'];
  const advice = `Tests need programs that are not installed. Install them and try again:\n  sudo ${[...install, ...missing].join(' ')}`;
  const prefix = rootPrefix();
  if (!isDebianLike() || prefix === undefined) throw new Stop(advice);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step(`installing ${missing.join(' ')} (tests only)`, 'test-programs', async () => {
    const options = { log: 'test-programs', env };
    await run(...splitCommand([...prefix, 'apt-get', '-q', 'update']), options);
    await run(...splitCommand([...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...install, ...missing]), options);
  });
  if (missingPackages().length > 0) throw new Stop(advice);
  return true;
}

function missingPackages() {
  return Object.entries(programs)
    .filter(([program]) => findProgram(program) === undefined)
    .map(([, name]) => name);
}

/** What to put before a command to run it as root; undefined when that needs a password. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  if (findProgram('sudo') === undefined) return undefined;
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}

function splitCommand([command, ...args]) {
  return [command, args];
}
