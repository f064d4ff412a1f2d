import type { Command } from '../command-line.js';
import { lineCodecs } from './line-codec.js';
import { networkFamilies } from './network.js';

const families = Object.entries(networkFamilies);
const width = Math.max(...families.map(([name]) => name.length));

/** `ossicle netsim`, for help and command line. */
export const netsimCommand = {
  name: 'netsim',
  summary: 'send a sound file over a bad line: hear it, and see delay and concealment',
  operands: [
    { name: 'IN', meaning: 'the sound file to send' },
    { name: 'OUT', meaning: 'the file to write what is heard to; its extension says the format' },
  ],
  flags: [
    { name: 'trace', placeholder: 'FAMILY|FILE', meaning: 'the network: a name below, or a file; clean unless told' },
    {
      name: 'loss',
      placeholder: 'PERCENT[,BURST]',
      meaning: 'lose so many packets more, on average BURST in a row (1 unless told)',
    },
    {
      name: 'codec',
      placeholder: 'NAME',
      meaning: `the codec on the line: ${Object.keys(lineCodecs).join(', ')}; pcmu unless told`,
    },
    { name: 'fixed-delay', placeholder: 'MS', meaning: 'play everything so late, instead of adapting' },
    { name: 'seed', placeholder: 'N', meaning: 'another line of the same kind; 1 unless told, and the same each time' },
    { name: 'peer', placeholder: 'PROGRAM', meaning: 'compare with another jitter buffer (docs/commands.md)' },
    { name: 'json', meaning: 'print one JSON object, for programs' },
    { name: 'force', meaning: 'replace what is already there' },
    { name: 'help', meaning: 'show this' },
  ],
  notes: [
    'IN, made mono, goes out as RTP in packets of 20 ms; what arrives goes through the jitter buffer that calls have,',
    'and into OUT, on the time line of IN: laid over one another, they show the delay. IN and OUT are what `ossicle',
    'process` reads and writes.',
    '',
    'Families:',
    ...families.map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`),
    '',
    'A FILE has a line for each packet: its delay in ms, or `lost` or -1; # begins a remark. Or it is a table with commas,',
    'whose first line names columns: delay_ms, or latency_ms (there and back); loss_percent; gap_s (time between losses).',
    'When the lines are used up, they begin anew.',
    '',
    'Delay is that of the audio: each 20 ms of IN are searched for in what is heard. Beside it stands what is possible: a',
    'fixed buffer, set by one who knew every arrival, and a clairvoyant, who changes the delay as it would have been best.',
    '',
    'Examples:',
    '  ossicle netsim speech.wav heard.wav --trace gauss60 --loss 5,4      wireless at its worst',
    '  ossicle netsim speech.wav heard.wav --trace spikes --codec opus     a queue that stops every 5 s',
    '  ossicle netsim speech.wav heard.wav --trace gauss60 --fixed-delay 60',
    "  ossicle netsim speech.wav heard.wav --trace delays.txt --json | jq '.delayMs.median'",
  ].join('\n'),
} as const satisfies Command;
