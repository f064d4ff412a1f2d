import { parseArgs } from 'node:util';
import { OssicleError } from '../core/index.js';
import { nearestName, type Setting } from '../server/index.js';

/** A flag of a command. */
export interface Flag {
  readonly name: string;
  /** What follows it; none when the flag alone says yes. */
  readonly placeholder?: string;
  readonly meaning: string;
}

/** A command of the program. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly Flag[];
  /** Shown below the flags. */
  readonly notes: string;
}

export type FlagValues = Readonly<Record<string, string | boolean>>;

/** The flag of a setting. */
export function flagOf({ flag, placeholder, meaning }: Setting): Flag {
  return { name: flag, meaning, ...(placeholder && { placeholder }) };
}

/**
 * Reads the arguments that follow a command's name.
 *
 * @throws OssicleError INVALID_ARGUMENT naming what is wrong and what was probably meant.
 */
export function parseFlags(command: Command, args: readonly string[]): FlagValues {
  const { tokens } = parseArgs({
    args: [...args],
    options: optionsOf(command.flags),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Record<string, string | boolean> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') throw usage(`'ossicle ${command.name}' takes no argument '${token.value}'.`);
    if (token.kind === 'option') values[token.name] = flagValue(command, token);
  }
  return values;
}

/** The fault of a wrong command name. */
export function unknownCommand(name: string, commands: readonly Command[]): OssicleError {
  const names = commands.map((command) => command.name);
  if (name.startsWith('-')) return usage(`Flags come after a command: ossicle ${names[0]} ${name}.`);
  const nearest = nearestName(name, names);
  const hint = nearest ? `Did you mean '${nearest}'?` : `The commands are ${names.join(' and ')}.`;
  return usage(`There is no command '${name}'. ${hint}`);
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function flagValue(command: Command, token: OptionToken): string | boolean {
  const flag = command.flags.find(({ name }) => name === token.name);
  if (!flag || !token.rawName.startsWith('--')) throw unknownFlag(command, token.rawName);
  if (flag.placeholder === undefined) {
    if (token.value === undefined) return true;
    throw usage(`--${flag.name} takes no value.`);
  }
  const { value } = token;
  if (value !== undefined && value !== '' && (token.inlineValue || !value.startsWith('--'))) return value;
  throw usage(`--${flag.name} needs a value: --${flag.name} ${flag.placeholder}.`);
}

function unknownFlag(command: Command, rawName: string): OssicleError {
  const nearest = nearestName(
    rawName,
    command.flags.map(({ name }) => `--${name}`),
  );
  const hint = nearest ? `Did you mean ${nearest}?` : `See 'ossicle ${command.name} --help'.`;
  return usage(`'ossicle ${command.name}' has no flag ${rawName}. ${hint}`);
}

function optionsOf(flags: readonly Flag[]): Record<string, { type: 'string' | 'boolean' }> {
  return Object.fromEntries(
    flags.map(({ name, placeholder }) => [name, { type: placeholder === undefined ? 'boolean' : 'string' } as const]),
  );
}

function usage(message: string): OssicleError {
  return new OssicleError('INVALID_ARGUMENT', message);
}
