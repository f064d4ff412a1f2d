import { settings } from '../server/index.js';
import { type Command, flagOf } from './command-line.js';
import { inspectCommand, processCommand } from './file-commands.js';
import { netsimCommand } from './netsim/netsim-command.js';

const help = { name: 'help', meaning: 'show this' };
const config = {
  name: 'config',
  short: 'c',
  placeholder: 'FILE',
  meaning: 'read settings from a TOML file, or a JSON file named *.json',
};

/** Every command, as the help shows it and the command line understands it. */
export const commands = {
  serve: {
    name: 'serve',
    summary: 'answer the phone and control clients: SIP in, front desk on, control protocol on',
    flags: [config, ...settings.map(flagOf), help],
    notes: [
      'Each setting may also stand in the environment (--sip-port is OSSICLE_SIP_PORT) or in the file',
      '(sip.port). A flag wins over the environment, and the environment over the file.',
      '',
      'Ctrl-C says goodbye to callers and ends; pressed again, it ends at once. SIGTERM takes no new calls and',
      'waits for those running first. Both wait for sessions that control clients still own; the second signal is',
      'a warning then, and the third ends at once.',
      '',
      'Try it: run `ossicle serve` and dial the address of its `ready` line with any SIP phone, e.g.',
      '  baresip -e "/dial sip:ossicle@127.0.0.1"',
    ].join('\n'),
  },
  doctor: {
    name: 'doctor',
    summary: 'say what works on this machine, and what to do about the rest',
    flags: [config, ...settings.filter(({ key }) => key !== 'log_level').map(flagOf), help],
    notes: 'Give it the same settings as `serve`. Its exit code is 1 when something that is needed does not work.',
  },
  process: processCommand,
  inspect: inspectCommand,
  netsim: netsimCommand,
} as const satisfies Record<string, Command>;
