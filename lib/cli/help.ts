import { type Command, flagText } from './command-line.js';
import { wrapped, wrappedText } from './wrapped.js';

/** What `ossicle --help` says in lines of at most `columns`. */
export function generalHelp(commands: readonly Command[], columns: number): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = [
    'ossicle answers phone calls, with a media engine of its own, and works on sound files with the same parts.',
    '',
    'Usage: ossicle COMMAND [FLAGS]',
    '',
    ...commands.map(({ name, summary }) => wrapped(`  ${name.padEnd(width)}  `, summary, columns)),
    '',
    'ossicle COMMAND --help shows the flags of a command, ossicle --version the version.',
    '',
    'Start with `ossicle doctor` to see what works here, then `ossicle serve`, and dial the address it shows.',
    'A caller hears a menu: 1 echo, 2 record, 3 conference, 4 digits read back, 5 clean echo, 0 the menu again, 9 goodbye.',
    '',
    'With sound files: `ossicle inspect call.wav` tells levels, loudness, digits and tones, with --html as a page with',
    'a spectrogram; `ossicle process call.wav prompt.ulaw` converts, and changes rate, level or loudness on the way;',
    '`ossicle netsim speech.wav heard.wav --trace gauss60` lets you hear a bad line, and what the jitter buffer makes of it.',
  ];
  return wrappedText(lines.join('\n'), columns);
}

/** What `ossicle COMMAND --help` says in lines of at most `columns`. */
export function commandHelp({ name, summary, operands = [], flags, notes }: Command, columns: number): string {
  const rows = [
    ...operands.map((operand) => [operand.name, operand.meaning] as const),
    ...flags.map((flag) => [flagText(flag), flag.meaning] as const),
  ];
  const width = Math.max(...rows.map(([term]) => term.length));
  return [
    wrapped('', `ossicle ${name}: ${summary}.`, columns),
    '',
    `Usage: ${['ossicle', name, ...operands.map((operand) => operand.name)].join(' ')} [FLAGS]`,
    '',
    ...rows.map(([term, meaning]) => wrapped(`  ${term.padEnd(width)}  `, meaning, columns)),
    '',
    wrappedText(notes, columns),
  ].join('\n');
}
