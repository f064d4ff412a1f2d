import { noiseReductions, resamplerRatesHz } from '../audio/index.js';
import type { Command } from './command-line.js';
import { defaultLoudnessLufs, defaultReduction, defaultSpeechDbfs } from './process/process-options.js';

const help = { name: 'help', meaning: 'show this' };
const force = { name: 'force', meaning: 'replace what is already there' };

/** `ossicle process`, for help and command line. */
export const processCommand = {
  name: 'process',
  summary: 'turn a sound file into another: format, rate, channels, digits, echo, noise, level, loudness',
  operands: [
    { name: 'IN', meaning: 'the sound file to read' },
    { name: 'OUT', meaning: 'the file to write; its extension says the format' },
  ],
  flags: [
    { name: 'codec', placeholder: 'NAME', meaning: 'how OUT is coded, when its extension leaves a choice (below)' },
    { name: 'bitrate', placeholder: 'KBPS', meaning: 'bit rate of Opus in kbit/s, 6 to 510' },
    { name: 'resample', placeholder: 'HZ', meaning: `another sample rate: ${resamplerRatesHz.join(', ')}` },
    { name: 'channels', placeholder: 'N', meaning: '1: the average of all channels; 2: stereo' },
    { name: 'remove-dtmf', meaning: 'silence the digits that were pressed' },
    { name: 'echo-reference', placeholder: 'FILE', meaning: 'take out the echo of FILE, which was played meanwhile' },
    {
      name: 'denoise',
      placeholder: 'LEVEL',
      optional: true,
      meaning: `take out steady noise: ${noiseReductions.join(', ')}; ${defaultReduction} unless told`,
    },
    {
      name: 'gain-control',
      placeholder: 'DBFS',
      optional: true,
      meaning: `bring all speech to one level, ${defaultSpeechDbfs} dBFS unless told`,
    },
    { name: 'gain', placeholder: 'DB', meaning: 'louder by so many dB, or softer when negative' },
    {
      name: 'normalize',
      placeholder: 'LUFS',
      optional: true,
      meaning: `to a loudness, ${defaultLoudnessLufs} LUFS unless told (EBU R 128)`,
    },
    force,
    help,
  ],
  notes: [
    'IN may be WAV, FLAC, Ogg Opus, Ogg Vorbis or MP3, whatever its name, or raw samples as Asterisk keeps them, which only the',
    'name tells: .ulaw, .alaw, .g722, .sln, .sln12 to .sln48.',
    '',
    'OUT and what --codec may say (the first is the default):',
    '  .wav         pcm16, float32, mu-law, a-law',
    '  .flac        pcm16, pcm24',
    '  .opus .ogg   opus',
    '  .ulaw .alaw .g722 .sln .sln12 ... .sln48   as they are called',
    'A format that knows only some rates, or mono, gets what it needs without being asked; a line says so.',
    '',
    '--normalize reads IN twice: it measures the loudness of the whole (ITU-T BS.1770), then changes the level of the',
    'whole by one gain, as if by hand: nothing is compressed. It never clips: where the true peak would exceed -1 dBTP,',
    'it stops there and says how far it came.',
    '',
    'OUT appears when it is complete. Ctrl-C leaves nothing.',
    '',
    'Examples:',
    '  ossicle process greeting.wav greeting.ulaw                     a prompt for Asterisk',
    '  ossicle process call.wav call.opus --bitrate 16                an archive that takes little room',
    '  ossicle process in.wav out.wav --codec mu-law --resample 8000  as a telephone line carries it',
    '  ossicle process quiet.flac loud.wav --normalize=-16            as loud as podcasts are',
    '  ossicle process call.wav clear.wav --denoise --gain-control    a call that is easier to listen to',
    '  ossicle process call.wav clean.wav --remove-dtmf               a recording without the card number',
  ].join('\n'),
} as const satisfies Command;

/** `ossicle inspect`, for help and command line. */
export const inspectCommand = {
  name: 'inspect',
  summary: 'say what is in a sound file: levels, loudness, speech, digits and tones',
  operands: [{ name: 'FILE', meaning: 'the sound file to look at' }],
  flags: [
    { name: 'html', placeholder: 'FILE', meaning: 'also write a page with waveform, level, speech and spectrogram' },
    { name: 'json', meaning: 'print one JSON object, for programs' },
    { name: 'force', meaning: 'replace the page when it is already there' },
    help,
  ],
  notes: [
    'FILE may be WAV, FLAC, Ogg Opus, Ogg Vorbis or MP3, whatever its name, or raw samples as Asterisk keeps them, which only the',
    'name tells: .ulaw, .alaw, .g722, .sln, .sln12 to .sln48.',
    '',
    'The page is one file below 2 MB that needs nothing else: open it in a browser, or send it to somebody.',
    'Colours are left out where there is no terminal, or where NO_COLOR is set.',
    '',
    'Examples:',
    '  ossicle inspect call.wav',
    '  ossicle inspect call.wav --html call.html',
    '  ossicle inspect call.wav --json | jq \'.heard[] | select(.kind == "dtmf") | .name\'',
    "  ossicle inspect call.wav --json | jq '.speech[] | [.fromSeconds, .toSeconds, .levelDbov]'",
  ].join('\n'),
} as const satisfies Command;
