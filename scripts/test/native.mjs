// Native tests under sanitizers. Each variant keeps its build folder, so that a second run compiles what changed.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { forgetMovedCache } from '../setup/addon.mjs';
import { paths } from '../setup/paths.mjs';
import { findProgram, run } from '../setup/programs.mjs';
import { step } from '../setup/step.mjs';
import { buildEnvironment, cmakeOptions } from '../setup/toolchain.mjs';
import { countCtest } from './counts.mjs';

const variants = {
  asan: { title: 'address and undefined', sanitize: 'address;undefined' },
  tsan: { title: 'thread', sanitize: 'thread' },
};

// A finding always ends the program with a failure.
const sanitizerOptions = {
  ASAN_OPTIONS: 'detect_stack_use_after_return=1:strict_string_checks=1',
  UBSAN_OPTIONS: 'print_stacktrace=1',
  TSAN_OPTIONS: 'halt_on_error=1:second_deadlock_stack=1',
};

/** All layers' tests under the address and undefined-behaviour sanitizers. */
export async function nativeTests() {
  await build('asan', []);
  return runCtest('asan', 'native', ['-L', 'unit']);
}

/** The layers that own or are shared between threads under the thread sanitizer. */
export async function threadTests() {
  const layers = ['session', 'net', 'media'].filter((layer) => existsSync(join(paths.root, 'test', 'native', layer)));
  await build(
    'tsan',
    layers.map((layer) => `test_${layer}`),
  );
  return runCtest('tsan', 'thread', ['-L', 'unit', '-R', `^(${layers.join('|')})$`]);
}

/** Every fuzz target over its seeds and seeded mutations of them, in the sanitized build. */
export async function fuzzSeeds() {
  await build('asan', []);
  return runCtest('asan', 'fuzz', ['-L', 'fuzz']);
}

async function build(variant, targets) {
  const { title, sanitize } = variants[variant];
  const folder = join(paths.build, variant);
  const env = buildEnvironment();
  const log = `build-${variant}`;
  await step(`building native tests (${title} sanitizer)`, log, async (progress) => {
    forgetMovedCache(folder);
    const generator = findProgram('ninja', env.PATH) === undefined ? [] : ['-G', 'Ninja'];
    const options = ['-DOSSICLE_TESTS=ON', '-DOSSICLE_FUZZ=ON', `-DOSSICLE_SANITIZE=${sanitize}`, ...cmakeOptions()];
    await run(cmake(env), ['-S', paths.root, '-B', folder, ...generator, ...options], { log, env });
    const wanted = targets.length === 0 ? [] : ['--target', ...targets];
    await run(cmake(env), ['--build', folder, '--parallel', ...wanted], { log, env, onOutput: progress });
  });
}

async function runCtest(variant, name, selection) {
  const folder = join(paths.build, variant);
  const details = join(paths.build, 'results', name);
  const junit = join(paths.build, 'results', `${name}.xml`);
  rmSync(details, { recursive: true, force: true });
  rmSync(junit, { force: true });
  mkdirSync(details, { recursive: true });
  const env = { ...buildEnvironment(), ...sanitizerOptions, GTEST_OUTPUT: `json:${details}/` };
  const ctest = [
    findProgram('ctest', env.PATH) ?? 'ctest',
    '--test-dir',
    folder,
    '--output-on-failure',
    '--no-tests=error',
  ];
  const jobs = variant === 'tsan' ? [] : ['-j', '2'];
  const [command, ...args] = [...fixedAddresses(variant), ...ctest, ...jobs, '--output-junit', junit, ...selection];
  const { code } = await run(command, args, { log: `ctest-${name}`, env, echo: true, mayFail: true });
  const counts = countCtest(junit, details);
  return { counts, failed: code !== 0 };
}

function cmake(env) {
  return findProgram('cmake', env.PATH) ?? 'cmake';
}

/** gcc's thread sanitizer refuses to start where the kernel randomises addresses by more than 28 bits. */
function fixedAddresses(variant) {
  const file = '/proc/sys/vm/mmap_rnd_bits';
  if (variant !== 'tsan' || !existsSync(file) || findProgram('setarch') === undefined) return [];
  let bits = 0;
  try {
    bits = Number(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
  return bits > 28 ? ['setarch', '-R'] : [];
}
