// `npm start`: setup, then the server in this same process, so that signals and the terminal are its own.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { paths } from './setup/paths.mjs';
import { setup } from './setup/setup.mjs';
import { runMain } from './setup/stop.mjs';

await runMain(async () => {
  await setup();
  const main = join(paths.dist, 'cli', 'main.js');
  process.argv = [process.argv[0], main, 'serve', ...process.argv.slice(2)];
  await import(pathToFileURL(main).href);
});
