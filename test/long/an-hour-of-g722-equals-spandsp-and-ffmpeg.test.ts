import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { speechLike } from '../../bench/audio/speech.js';

const program = fileURLToPath(new URL('../../build/bench/native/bench_g722_compare', import.meta.url));
/** People reading aloud at 16 kHz, where Debian's pocketsphinx-testdata is installed. */
const readers = '/usr/share/pocketsphinx/test/data/librivox';
const hourSeconds = 3600;

function recordings(folder: string): string[] {
  if (existsSync(readers)) {
    return readdirSync(readers)
      .filter((file) => file.endsWith('.wav'))
      .map((file) => join(readers, file));
  }
  const file = join(folder, 'speech.raw');
  writeFileSync(file, speechLike(16_000, 60));
  return [file];
}

it.skipIf(!existsSync(program))('an hour of G.722 speech and noise equals spandsp and ffmpeg', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'ossicle-g722-'));
  try {
    const { stdout } = await promisify(execFile)(program, [String(hourSeconds), ...recordings(folder)]);
    console.log(stdout);
    context.skip(stdout.includes('is not installed'), stdout);
    expect(stdout.match(/different: 0 octets, 0 samples/g)).toHaveLength(3); // three bit rates
    expect(stdout).toContain(`ffmpeg   decoder: different: 0 of ${hourSeconds * 16_000} samples`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
