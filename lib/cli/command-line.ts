import { parseArgs } from 'node:util';
import { nearestName, OssicleError } from '../core/index.js';
import type { Setting } from '../server/index.js';

/** A flag of a command. */
export interface Flag {
  readonly name: string;
  /** One letter that stands for it. */
  readonly short?: string;
  /** What follows it; none when the flag alone says yes. */
  readonly placeholder?: string;
  /** Whether the value may be left out; it then stands behind an equals sign only: `--normalize=-16`. */
  readonly optional?: boolean;
  readonly meaning: string;
}

/** What a command is about, given without a flag: a file. */
export interface Operand {
  readonly name: string;
  readonly meaning: string;
}

/** A command of the program. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** In the order they are given; all of them are needed. */
  readonly operands?: readonly Operand[];
  readonly flags: readonly Flag[];
  /** Shown below the flags. */
  readonly notes: string;
}

export type FlagValues = Readonly<Record<string, string | boolean>>;

/** What was typed after a command's name. */
export interface CommandArguments {
  readonly flags: FlagValues;
  /** As many as the command has. */
  readonly operands: readonly string[];
}

/** The flag of a setting. */
export function flagOf({ flag, short, placeholder, meaning }: Setting): Flag {
  return { name: flag, meaning, ...(short && { short }), ...(placeholder && { placeholder }) };
}

/**
 * Reads the arguments that follow a command's name.
 *
 * @throws OssicleError INVALID_ARGUMENT naming what is wrong and what was probably meant.
 */
export function parseArguments(command: Command, args: readonly string[]): CommandArguments {
  const { tokens } = parseArgs({
    args: [...args],
    options: optionsOf(command.flags),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags: Record<string, string | boolean> = {};
  const operands: string[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'option') checkEqualsSign(command, token, args[tokens[index + 1]?.index ?? args.length]);
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind === 'option') flags[token.name] = flagValue(command, token);
  }
  checkOperands(command, operands);
  return { flags, operands };
}

/** The fault of a wrong command name. */
export function unknownCommand(name: string, commands: readonly Command[]): OssicleError {
  const names = commands.map((command) => command.name);
  if (name.startsWith('-')) return usage(`Flags come after a command: ossicle ${names[0]} ${name}.`);
  const nearest = nearestName(name, names);
  const hint = nearest
    ? `Did you mean '${nearest}'?`
    : `The commands are ${names.slice(0, -1).join(', ')} and ${names.at(-1)}.`;
  return usage(`There is no command '${name}'. ${hint}`);
}

function checkOperands({ name, operands: wanted = [] }: Command, given: readonly string[]): void {
  const usageLine = ['ossicle', name, ...wanted.map((operand) => operand.name)].join(' ');
  const surplus = given[wanted.length];
  if (surplus !== undefined && wanted.length === 0) throw usage(`'ossicle ${name}' takes no argument '${surplus}'.`);
  if (surplus !== undefined) throw usage(`'${surplus}' is one argument too many: ${usageLine}.`);
  const missing = wanted[given.length];
  if (missing) throw usage(`${missing.name} is missing, ${missing.meaning}: ${usageLine}.`);
  const empty = wanted[given.indexOf('')];
  if (empty) throw usage(`${empty.name} is empty, ${empty.meaning}: ${usageLine}.`);
}

/** A number behind a flag whose value may be left out was meant for the flag. */
function checkEqualsSign(command: Command, { name, value }: OptionToken, next: string | undefined): void {
  const flag = command.flags.find((one) => one.name === name);
  if (!flag?.optional || value !== undefined || next === undefined || !/^[-+]?\d+(\.\d+)?$/.test(next)) return;
  throw usage(`The value of --${name} stands behind an equals sign: --${name}=${next}.`);
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function flagValue(command: Command, token: OptionToken): string | boolean {
  const flag = command.flags.find(({ name }) => name === token.name);
  if (!flag || !(token.rawName.startsWith('--') || token.rawName === `-${flag.short}`))
    throw unknownFlag(command, token.rawName);
  if (flag.placeholder === undefined) {
    if (token.value === undefined) return true;
    throw usage(`--${flag.name} takes no value.`);
  }
  const { value } = token;
  if (flag.optional && value === undefined) return true;
  if (value !== undefined && value !== '' && (token.inlineValue || !value.startsWith('--'))) return value;
  throw usage(`--${flag.name} needs a value: --${flag.name} ${flag.placeholder}.`);
}

/** A flag as one types it, with a word for its value. */
export function flagText({ name, short, placeholder, optional }: Flag): string {
  const names = short ? `-${short}, --${name}` : `--${name}`;
  if (placeholder === undefined) return names;
  return optional ? `${names}[=${placeholder}]` : `${names} ${placeholder}`;
}

function unknownFlag(command: Command, rawName: string): OssicleError {
  const nearest = nearestName(
    rawName,
    command.flags.map(({ name }) => `--${name}`),
  );
  const hint = nearest ? `Did you mean ${nearest}?` : `See 'ossicle ${command.name} --help'.`;
  return usage(`'ossicle ${command.name}' has no flag ${rawName}. ${hint}`);
}

function optionsOf(flags: readonly Flag[]): Record<string, { type: 'string' | 'boolean'; short?: string }> {
  return Object.fromEntries(
    flags.map(({ name, short, placeholder, optional }) => {
      const type = placeholder === undefined || optional ? 'boolean' : 'string';
      return [name, { type, ...(short && { short }) }] as const;
    }),
  );
}

function usage(message: string): OssicleError {
  return new OssicleError('INVALID_ARGUMENT', message);
}
