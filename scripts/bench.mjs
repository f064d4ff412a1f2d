// `npm run bench -- NAME [--quick] [--json FILE]`: setup, the benchmarks compiled, then the entry in bench/.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { benchFolder, compileBench } from './setup/bench-programs.mjs';
import { setup } from './setup/setup.mjs';
import { runMain } from './setup/stop.mjs';
import { buildEnvironment } from './setup/toolchain.mjs';

await runMain(async () => {
  await setup();
  await compileBench();
  const main = join(benchFolder, 'main.js');
  process.env.PATH = buildEnvironment().PATH; // peers that setup has fetched count as installed
  process.argv = [process.argv[0], main, ...process.argv.slice(2)];
  await import(pathToFileURL(main).href);
});
