import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Program } from '../phones/program.js';
import { writeWav } from '../phones/wav.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

describe('the commands for sound files, as processes', () => {
  let directory = '';
  const path = (name: string): string => join(directory, name);

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ossicle-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** A WAV of `seconds` at 16 kHz that takes no room on the disk: all of it is a hole. */
  function writeHours(name: string, seconds: number): void {
    writeWav(path(name), { samples: new Float64Array(0), sampleRateHz: 16_000 });
    const bytes = readFileSync(path(name));
    bytes.writeUInt32LE(seconds * 32_000, 40);
    bytes.writeUInt32LE(36 + seconds * 32_000, 4);
    const file = openSync(path(name), 'w');
    writeSync(file, bytes);
    ftruncateSync(file, 44 + seconds * 32_000);
    closeSync(file);
  }

  it('leave nothing behind when Ctrl-C comes in the middle', async () => {
    writeHours('in.wav', 3 * 3600);
    await using program = Program.start(process.execPath, [main, 'process', path('in.wav'), path('out.wav')]);
    while (!readdirSync(directory).some((name) => name.endsWith('.partial'))) {
      expect(program.end).toBeUndefined();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    program.kill('SIGINT');
    expect(await program.waitForEnd()).toEqual({ code: 130, signal: null });
    expect(program.output).toContain('ossicle: interrupted; nothing was written.');
    expect(readdirSync(directory)).toEqual(['in.wav']);
  });

  it('work faster than real time, in memory that does not grow with the sound', async () => {
    writeHours('in.wav', 3600);
    const program = [
      `import { run } from ${JSON.stringify(new URL('../../dist/cli/index.js', import.meta.url).href)};`,
      `const context = { stdout: process.stdout, stderr: process.stderr, environment: {}, onSignal() {}, exit() {} };`,
      `process.exitCode = await run(process.argv.slice(2), context);`,
      `console.log('peak ' + process.resourceUsage().maxRSS / 1024);`,
    ].join('\n');
    writeFileSync(path('measured.mjs'), program);
    const args = ['process', path('in.wav'), path('out.ulaw'), '--gain', '-3'];
    const output = execFileSync(process.execPath, [path('measured.mjs'), ...args], { encoding: 'utf8' });
    expect(Number(/; (\d+) x real time/.exec(output)?.[1])).toBeGreaterThan(5);
    expect(Number(/peak ([\d.]+)/.exec(output)?.[1])).toBeLessThan(200);
    expect(readFileSync(path('out.ulaw')).length).toBe(3600 * 8000);
  });

  it.skipIf(process.platform === 'win32')('say that the disk is full, and leave nothing', async () => {
    writeHours('in.wav', 600);
    const limited = 'ulimit -f 64; exec "$@"';
    const args = ['-c', limited, 'sh', process.execPath, main, 'process', path('in.wav')];
    for (const name of ['out.wav', 'out.ulaw']) {
      await using program = Program.start('sh', [...args, path(name)]);
      expect(await program.waitForEnd()).toEqual({ code: 1, signal: null });
      expect(program.output).toMatch(/^ossicle: .*(too large|EFBIG)/);
      expect(program.output).toContain(path(name));
      expect(readdirSync(directory)).toEqual(['in.wav']);
    }
  });
});
