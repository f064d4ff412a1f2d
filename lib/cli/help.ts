import type { Command, Flag } from './command-line.js';

/** What `ossicle --help` says. */
export function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'ossicle answers phone calls: a SIP server with a media engine of its own.',
    '',
    'Usage: ossicle COMMAND [FLAGS]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'ossicle COMMAND --help shows the flags of a command, ossicle --version the version.',
    '',
    'Start with `ossicle doctor` to see what works here, then `ossicle serve`, and dial the address it shows.',
    'A caller hears a menu: 1 echo, 2 record, 3 conference, 4 digits read back, 0 the menu again, 9 goodbye.',
  ].join('\n');
}

/** What `ossicle COMMAND --help` says. */
export function commandHelp(command: Command): string {
  const width = Math.max(...command.flags.map((flag) => flagText(flag).length));
  return [
    `ossicle ${command.name}: ${command.summary}.`,
    '',
    `Usage: ossicle ${command.name} [FLAGS]`,
    '',
    ...command.flags.map((flag) => `  ${flagText(flag).padEnd(width)}  ${flag.meaning}`),
    '',
    command.notes,
  ].join('\n');
}

function flagText({ name, placeholder }: Flag): string {
  return placeholder === undefined ? `--${name}` : `--${name} ${placeholder}`;
}
