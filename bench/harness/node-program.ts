import { LineProgram, niceness, serverCore } from './line-program.js';
import { benchModule } from './paths.js';

/** Starts a compiled module of `bench/` in a Node of its own, on the core of what is measured. */
export function startNode(
  module: string,
  args: readonly (string | number)[],
  { flags = [], env = {} }: { readonly flags?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): LineProgram {
  return LineProgram.start(process.execPath, [...flags, benchModule(module), ...args.map(String)], {
    core: serverCore,
    nice: niceness.likeMediaThread,
    env: { ...process.env, ...env },
  });
}
