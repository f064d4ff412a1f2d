import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Runs a compiled module of `bench/` in a Node of its own and yields each line of JSON that it writes. */
export async function* jsonLines<T>(
  module: string,
  args: readonly (string | number)[],
  signal: AbortSignal,
): AsyncGenerator<T> {
  const file = fileURLToPath(new URL(`../../build/bench/${module}`, import.meta.url));
  const program = spawn(process.execPath, ['--expose-gc', file, ...args.map(String)], {
    signal,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(program, 'close');
  for await (const line of createInterface({ input: program.stdout })) yield JSON.parse(line) as T;
  const [code] = await closed;
  if (code !== 0) throw new Error(`${module} ${args.join(' ')} ended with code ${code}.`);
}
