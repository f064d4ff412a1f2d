// TypeScript tests, one vitest project or more per stage.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../setup/paths.mjs';
import { run } from '../setup/programs.mjs';
import { countVitest } from './counts.mjs';

export async function runVitest(stage, projects) {
  const report = join(paths.build, 'results', `${stage}.json`);
  mkdirSync(join(paths.build, 'results'), { recursive: true });
  rmSync(report, { force: true });
  const vitest = join(paths.modules, 'vitest', 'vitest.mjs');
  const selection = projects.flatMap((project) => ['--project', project]);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(process.execPath, [vitest, 'run', ...selection, ...reporters], {
    log: `vitest-${stage}`,
    echo: true,
    mayFail: true,
  });
  return { counts: countVitest(report), failed: code !== 0 };
}
