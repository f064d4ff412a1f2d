import { errorMessage, OssicleError } from '../core/index.js';
import { packageVersion } from '../server/index.js';
import { type CommandArguments, parseArguments, unknownCommand } from './command-line.js';
import { commands } from './commands.js';
import type { CommandContext } from './context.js';
import { doctor } from './doctor.js';
import { commandHelp, generalHelp } from './help.js';
import { inspect } from './inspect/inspect.js';
import { netsim } from './netsim/netsim.js';
import { processSound } from './process/process-sound.js';
import { serve } from './serve.js';

const exitFailed = 1;
const exitUsage = 2;

const implementations = { serve, doctor, process: processSound, inspect, netsim } as const satisfies Record<
  keyof typeof commands,
  CommandFunction
>;

type CommandFunction = (args: CommandArguments, context: CommandContext) => Promise<number>;

/** The program: runs what `args` say and returns the exit code. */
export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  try {
    return await runCommand(args, context);
  } catch (error) {
    if (!(error instanceof OssicleError)) throw error;
    context.stderr.write(`ossicle: ${errorMessage(error)}\n`);
    return isUsageFault(error) ? exitUsage : exitFailed;
  }
}

async function runCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const [first, ...rest] = args;
  if (first === undefined || first === '--help' || first === '-h') return showHelp(rest[0], context);
  if (first === 'help') return showHelp(rest[0], context);
  if (first === '--version' || first === '-v' || first === 'version') {
    context.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const name = commandName(first);
  if (rest.includes('--help') || rest.includes('-h')) return showHelp(name, context);
  return implementations[name](parseArguments(commands[name], rest), context);
}

function showHelp(name: string | undefined, context: CommandContext): number {
  const { isTTY, columns = 80 } = context.stdout;
  // What is read by programs has no width.
  const width = isTTY ? Math.max(40, columns) : Number.POSITIVE_INFINITY;
  const text =
    name === undefined ? generalHelp(Object.values(commands), width) : commandHelp(commands[commandName(name)], width);
  context.stdout.write(`${text}\n`);
  return 0;
}

function commandName(name: string): keyof typeof commands {
  if (Object.hasOwn(commands, name)) return name as keyof typeof commands;
  throw unknownCommand(name, Object.values(commands));
}

/** Whether it was typed wrongly, as opposed to a machine or file that does not fit. */
function isUsageFault({ code, details }: OssicleError): boolean {
  const { origins } = details;
  if (Array.isArray(origins)) return origins.some((origin) => String(origin).startsWith('--'));
  return code === 'INVALID_ARGUMENT';
}
