import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './paths.js';
import { findProgram, missingPeer } from './peers.js';

/** Recordings of speech, and where they come from, for a note. */
export interface Speech {
  /** WAV files of any rate, and `.raw` files of 16 kHz; 16-bit mono. */
  readonly files: readonly string[];
  readonly about: string;
}

const recordings = [
  { folder: '/usr/share/asterisk/sounds/en_US_f_Allison', debianPackage: 'asterisk-core-sounds-en-wav' },
  { folder: '/usr/share/pocketsphinx/test/data', debianPackage: 'pocketsphinx-testdata' },
] as const;

const sentences = [
  'Please enter the extension of the person you are calling, followed by the pound key.',
  'All agents are busy at the moment. Your call is important to us, and will be answered in the order it came.',
  'Zero, one, two, three, four, five, six, seven, eight, nine. You have reached a number that is not in service.',
];

/** The recordings that are installed; without any, sentences spoken by espeak-ng. */
export function findSpeech(): Speech {
  const found = recordings.filter(({ folder }) => existsSync(folder));
  const files = found.flatMap(({ folder }) => soundFiles(folder));
  if (files.length > 0) {
    const names = found.map(({ debianPackage }) => debianPackage).join(' and ');
    return { files, about: `speech: ${files.length} recordings of ${names}` };
  }
  return { files: spokenFiles(), about: 'speech: espeak-ng, because no recordings are installed' };
}

function soundFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(wav|raw)$/.test(file))
    .sort()
    .map((file) => join(folder, file));
}

function spokenFiles(): string[] {
  if (findProgram('espeak-ng') === undefined) throw new Error(missingPeer('espeak-ng', 'espeak-ng'));
  const folder = join(repositoryRoot, 'build', 'bench', 'speech');
  mkdirSync(folder, { recursive: true });
  return ['en-us', 'en-us+f3', 'en-us+m7', 'de', 'fr+f2'].flatMap((voice) =>
    sentences.map((sentence, i) => {
      const file = join(folder, `${voice}-${i}.wav`);
      if (!existsSync(file)) execFileSync('espeak-ng', ['-v', voice, '-w', file, sentence]);
      return file;
    }),
  );
}
