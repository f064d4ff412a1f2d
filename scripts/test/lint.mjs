// Formatter and linter, the type checker over everything, and the architecture tests.
import { join } from 'node:path';
import { paths } from '../setup/paths.mjs';
import { run } from '../setup/programs.mjs';
import { runVitest } from './vitest.mjs';

export async function lint() {
  const biome = join(paths.modules, '@biomejs', 'biome', 'bin', 'biome');
  const tsc = join(paths.modules, 'typescript', 'bin', 'tsc');
  const options = { log: 'lint', echo: true, mayFail: true };
  const formatted = await run(process.execPath, [biome, 'check', '--error-on-warnings', '.'], options);
  const typed = await run(process.execPath, [tsc, '-p', 'tsconfig.json'], options);
  const architecture = await runVitest('architecture', ['architecture']);
  return { ...architecture, failed: formatted.code !== 0 || typed.code !== 0 || architecture.failed };
}
