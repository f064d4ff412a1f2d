import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPattern } from '../phones/audio-analysis.js';
import { Program } from '../phones/program.js';
import { excerpt } from '../phones/signals.js';
import { readWav, writeWav } from '../phones/wav.js';
import { syllables } from '../unit/audio/signals.js';

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

  it('send speech over a bad line: heard late by what they say, in bounded memory', async () => {
    const samples = Float64Array.from(syllables(8000, 600), (sample) => sample / 32_768);
    writeWav(path('in.wav'), { samples, sampleRateHz: 8000 });
    const args = [main, 'netsim', path('in.wav'), path('out.wav'), '--trace', 'gauss20', '--loss', '5,4', '--json'];
    const report = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 24 }));
    expect(report.packets.sent).toBe(30_000);
    expect(Math.abs(report.packets.lost / 30_000 - 0.05)).toBeLessThan(0.01);
    expect(report.concealedPercent).toBeGreaterThan(3.5);
    expect(report.concealedPercent).toBeLessThan(6.5);
    expect(report.delayMs.median).toBeLessThan(120);
    const heard = readWav(path('out.wav'));
    expect(Math.abs(heard.samples.length / 8000 - 600)).toBeLessThan(0.3);
    // Wherever one looks, what was sent is found about as late as reported.
    const lateMs = [60, 200, 333, 470, 590].map((at) => {
      const { atSeconds, likeness } = findPattern(
        excerpt(heard, at, 2),
        excerpt({ samples, sampleRateHz: 8000 }, at, 0.15),
      );
      return likeness > 0.9 ? 1000 * atSeconds : undefined;
    });
    const found = lateMs.filter((late) => late !== undefined);
    expect(found.length).toBeGreaterThan(2);
    for (const late of found) expect(Math.abs(late - report.delayMs.median)).toBeLessThan(60);
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
