// Brings a fresh clone to where it can run: packages, native addon, compiled TypeScript. `--tests` adds what tests need.
import { setup } from './setup/setup.mjs';
import { runMain } from './setup/stop.mjs';

await runMain(() => setup({ tests: process.argv.includes('--tests') }));
