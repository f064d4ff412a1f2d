// Formatter and linter, the type checker over everything, the reference that must build without a warning, and the
// architecture tests.
import { join } from 'node:path';
import { paths } from '../setup/paths.mjs';
import { run } from '../setup/programs.mjs';
import { runVitest } from './vitest.mjs';

export async function lint() {
  const biome = join(paths.modules, '@biomejs', 'biome', 'bin', 'biome');
  const typedoc = join(paths.modules, 'typedoc', 'bin', 'typedoc');
  const tsc = join(paths.modules, 'typescript', 'bin', 'tsc');
  const options = { log: 'lint', echo: true, mayFail: true };
  const formatted = await run(process.execPath, [biome, 'check', '--error-on-warnings', '.'], options);
  const typed = await run(process.execPath, [tsc, '-p', 'tsconfig.json'], options);
  const documented = await run(process.execPath, [typedoc, '--out', join(paths.build, 'api')], options);
  const architecture = await runVitest('architecture', ['architecture']);
  const failed = [formatted, typed, documented].some(({ code }) => code !== 0) || architecture.failed;
  return { ...architecture, failed };
}
