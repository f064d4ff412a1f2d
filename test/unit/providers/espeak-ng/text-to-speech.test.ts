import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OssicleError } from '../../../../lib/core/index.js';
import { EspeakNg } from '../../../../lib/providers/espeak-ng/index.js';

const installed = await new EspeakNg().version().then(
  () => true,
  () => false,
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ossicle-espeak-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program that notes its start, its arguments and its input, and then does what `body` says. */
async function program(name: string, body: string): Promise<{ command: string; starts(): Promise<string[]> }> {
  const command = join(folder, name);
  const journal = `${command}.journal`;
  const script = `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require('node:fs');
const input = readFileSync(0, 'utf8');
appendFileSync(${JSON.stringify(journal)}, JSON.stringify({ args: process.argv.slice(2), input }) + '\\n');
${body}
`;
  await writeFile(command, script);
  await chmod(command, 0o755);
  const starts = (): Promise<string[]> =>
    readFile(journal, 'utf8').then(
      (text) => text.trim().split('\n'),
      () => [],
    );
  return { command, starts };
}

const speaks = `
const pcm = Buffer.alloc(1600);
for (let i = 0; i < 800; i++) pcm.writeInt16LE(i, i * 2);
const header = Buffer.alloc(44);
header.write('RIFF'); header.writeUInt32LE(0x7ffff024, 4); header.write('WAVEfmt ', 8);
header.writeUInt32LE(16, 16); header.writeUInt16LE(1, 20); header.writeUInt16LE(1, 22);
header.writeUInt32LE(16000, 24); header.writeUInt32LE(32000, 28); header.writeUInt16LE(2, 32); header.writeUInt16LE(16, 34);
header.write('data', 36); header.writeUInt32LE(0x7ffff000, 40);
process.stdout.write(Buffer.concat([header, pcm]));
`;

const hangs = 'setInterval(() => {}, 1000);';

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof OssicleError ? error.code : `no OssicleError: ${error}`;
}

describe('EspeakNg', () => {
  test.skipIf(!installed)('speaks: a longer text is longer, and loud enough to hear', async () => {
    const espeak = new EspeakNg();
    const short = await espeak.synthesize('One.');
    const long = await espeak.synthesize('One two three four five six seven eight nine ten.');
    expect(short.sampleRateHz).toBe(22_050);
    expect(short.samples.length).toBeGreaterThan(short.sampleRateHz / 5);
    expect(long.samples.length).toBeGreaterThan(short.samples.length * 2);
    expect(Math.max(...short.samples)).toBeGreaterThan(3000);
  });

  test.skipIf(!installed)('says which voice does not exist', async () => {
    const failure = new EspeakNg().synthesize('Hello.', { voice: 'xx-nowhere' });
    await expect(failure).rejects.toMatchObject({ code: 'SPEECH_FAILED' });
    await expect(failure).rejects.toThrow(/voice/);
  });

  test('hands the text over on standard input, never on the command line', async () => {
    const { command, starts } = await program('argv', speaks);
    const espeak = new EspeakNg({ command });
    const speech = await espeak.synthesize('--stdout $(id) \u0000`x`\r\n\u001b[31m; -f /etc/passwd');
    expect(speech.sampleRateHz).toBe(16_000);
    expect([...speech.samples.subarray(0, 3), speech.samples.length]).toEqual([0, 1, 2, 800]);
    const [start] = await starts();
    const { args, input } = JSON.parse(start ?? '');
    expect(args).toEqual(['--stdin', '--stdout', '-b', '1', '-v', 'en', '-s', '160']);
    expect(input).toBe('--stdout $(id) `x` [31m; -f /etc/passwd');
  });

  test('speaks the same text once, for those who ask at the same time and for those who ask later', async () => {
    const { command, starts } = await program('once', speaks);
    const espeak = new EspeakNg({ command });
    const [first, second] = await Promise.all([espeak.synthesize('Same.'), espeak.synthesize('Same. ')]);
    expect(second).toBe(first);
    expect(await espeak.synthesize('Same.')).toBe(first);
    await espeak.synthesize('Same.', { voice: 'de' });
    expect(await starts()).toHaveLength(2);
  });

  test('speaks again what the cache had no room for', async () => {
    const { command, starts } = await program('evicts', speaks);
    const espeak = new EspeakNg({ command, cacheBytes: 1600 });
    await espeak.synthesize('First.');
    await espeak.synthesize('Second.');
    await espeak.synthesize('Second.');
    await espeak.synthesize('First.');
    expect(await starts()).toHaveLength(3);
  });

  test('runs no more processes at a time than allowed', async () => {
    const { command } = await program(
      'bounded',
      `const { mkdirSync, rmdirSync } = require('node:fs');
       mkdirSync(${JSON.stringify(join(folder, 'inside'))});
       setTimeout(() => { rmdirSync(${JSON.stringify(join(folder, 'inside'))}); ${speaks} }, 50);`,
    );
    const espeak = new EspeakNg({ command, maxProcesses: 1, maxWaiting: 2 });
    const texts = ['a', 'b', 'c'].map((text) => espeak.synthesize(text));
    expect(await codeOf(espeak.synthesize('d'))).toBe('LIMIT_REACHED');
    // Were two inside at once, the second mkdir would fail and with it the text.
    expect(await Promise.all(texts)).toHaveLength(3);
  });

  test('one who loses interest does not take the speech from another', async () => {
    const { command } = await program('shared', `setTimeout(() => { ${speaks} }, 100);`);
    const espeak = new EspeakNg({ command });
    const impatient = new AbortController();
    const aborted = espeak.synthesize('Shared.', { signal: impatient.signal });
    const patient = espeak.synthesize('Shared.');
    impatient.abort();
    expect(await codeOf(aborted)).toBe('ABORTED');
    expect((await patient).samples.length).toBe(800);
  });

  test('kills the process when nobody waits for it, and can be asked again', async () => {
    const { command, starts } = await program(
      'killed',
      `if (require('node:fs').readFileSync(${JSON.stringify(join(folder, 'killed.journal'))}, 'utf8').trim().split('\\n').length === 1) { ${hangs} } else { ${speaks} }`,
    );
    const espeak = new EspeakNg({ command, maxProcesses: 1 });
    const impatient = new AbortController();
    const aborted = espeak.synthesize('Killed.', { signal: impatient.signal });
    await expect.poll(starts, { timeout: 5000 }).toHaveLength(1);
    impatient.abort();
    expect(await codeOf(aborted)).toBe('ABORTED');
    // The only slot is free again, so the process is gone.
    expect((await espeak.synthesize('Killed.')).samples.length).toBe(800);
  });

  test('ends a process that takes too long', async () => {
    const { command } = await program('slow', hangs);
    expect(await codeOf(new EspeakNg({ command, timeoutMs: 200 }).synthesize('Slow.'))).toBe('TIMEOUT');
  });

  test('repeats what the program said when it failed', async () => {
    const { command } = await program('fails', 'console.error("the reason"); process.exit(3);');
    await expect(new EspeakNg({ command }).synthesize('Fails.')).rejects.toThrow(/the reason/);
  });

  test.each([
    ['nothing', ''],
    ['no WAV', 'process.stdout.write("x".repeat(100));'],
    ['a header cut short', 'process.stdout.write("RIFF____WAVEfmt \\x10\\0\\0\\0");'],
  ])('refuses a program that writes %s', async (what, body) => {
    const { command } = await program(`writes-${what.replaceAll(' ', '-')}`, body);
    expect(await codeOf(new EspeakNg({ command }).synthesize('x'))).toBe('FORMAT_INVALID');
  });

  test('names the missing program and how to get it', async () => {
    const espeak = new EspeakNg({ command: join(folder, 'not-there') });
    expect(await codeOf(espeak.synthesize('x'))).toBe('UNSUPPORTED');
    await expect(espeak.version()).rejects.toThrow(/not-there is not installed.*apt-get install espeak-ng/);
  });

  test('refuses voices that are options or paths, empty texts and long ones', async () => {
    const espeak = new EspeakNg({ maxTextLength: 10 });
    expect(await codeOf(espeak.synthesize('x', { voice: '--help' }))).toBe('INVALID_ARGUMENT');
    expect(await codeOf(espeak.synthesize('x', { voice: '../../etc/passwd' }))).toBe('INVALID_ARGUMENT');
    expect(await codeOf(espeak.synthesize(' \u0007\n'))).toBe('INVALID_ARGUMENT');
    expect(await codeOf(espeak.synthesize('x'.repeat(11)))).toBe('INVALID_ARGUMENT');
    expect(() => new EspeakNg({ maxProcesses: 0 })).toThrow(/maxProcesses/);
  });
});
