// Formats what biome knows, and the native sources where clang-format is installed.
import { join } from 'node:path';
import { listFiles } from './setup/fingerprint.mjs';
import { paths } from './setup/paths.mjs';
import { findProgram, run } from './setup/programs.mjs';
import { runMain } from './setup/stop.mjs';

await runMain(async () => {
  const biome = join(paths.modules, '@biomejs', 'biome', 'bin', 'biome');
  await run(process.execPath, [biome, 'check', '--write', '.'], { log: 'format', echo: true });
  const clangFormat = findProgram('clang-format');
  if (clangFormat === undefined) {
    process.stdout.write('clang-format is not installed; native sources stay as they are\n');
    return;
  }
  const native = ['native', 'test/native', 'test/fuzz/native', 'bench/native']
    .flatMap((folder) => listFiles(paths.root, folder))
    .filter((file) => /\.(cc|h|c)$/.test(file));
  await run(clangFormat, ['-i', ...native], { log: 'format' });
});
