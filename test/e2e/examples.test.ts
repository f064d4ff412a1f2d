import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toneLevelDbfs } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { espeakInstalled, likenessTo, spoken } from '../phones/espeak.js';
import { freeSipPort } from '../phones/port-range.js';
import { Program } from '../phones/program.js';
import { excerpt, secondsOf, silence, tone } from '../phones/signals.js';
import { readWav } from '../phones/wav.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const missing = baresipInstalled ? '' : ' (skipped: no baresip here)';

/** A running example, and the address to call it by. */
interface Example extends AsyncDisposable {
  readonly uri: string;
  readonly program: Program;
}

/** Starts a program in `cwd`; disposing ends it as Ctrl-C does, and insists on a clean end. */
async function start(script: string, cwd: string): Promise<Example> {
  const port = await freeSipPort();
  const program = Program.start(process.execPath, [script], { cwd, env: { ...process.env, PORT: String(port) } });
  await program.waitForLine(/sip:ossicle@/);
  return {
    uri: `sip:desk@127.0.0.1:${port}`,
    program,
    async [Symbol.asyncDispose]() {
      expect(await program.stop('SIGINT', 10_000)).toEqual({ code: 0, signal: null });
    },
  };
}

describe.skipIf(!baresipInstalled)(`examples${missing}`, () => {
  // Inside the repository, so that they find the package by its name.
  let folder: string;
  beforeAll(() => {
    mkdirSync(join(root, 'build'), { recursive: true });
    folder = mkdtempSync(join(root, 'build', 'examples-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.skipIf(!espeakInstalled)('the one in the README reads digits back', async () => {
    const [, code = ''] =
      /^## In your own program\n[\s\S]*?```js\n([\s\S]*?)```/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ??
      [];
    expect(code.trim().split('\n').filter(Boolean).length).toBeLessThanOrEqual(10);
    const script = join(folder, 'readme.mjs');
    writeFileSync(script, code);
    await using example = await start(script, folder);
    await using phone = await Baresip.start({ name: 'reader', microphone: silence(40) });
    await phone.dial(example.uri);
    await phone.heardMore(1);
    await phone.press('42#');
    await phone.closed();
    const heard = phone.heard();
    expect(likenessTo(heard, 'You pressed 4, 2.')).toBeGreaterThan(0.8);
    expect(secondsOf(heard)).toBeGreaterThan(secondsOf(spoken('You pressed 4, 2.')));
  });

  it('voicemail keeps what the caller says', async () => {
    await using example = await start(join(root, 'examples', 'voicemail.mjs'), folder);
    await using phone = await Baresip.start({ name: 'speaker', microphone: tone(700, -15, 40) });
    await phone.dial(example.uri);
    await phone.heardMore(3);
    await phone.press('#');
    await phone.closed();
    const printed = await example.program.waitForLine(/^Message of/);
    expect(printed).toMatch(/^Message of \d+\.\d s from speaker: messages[/\\]\S+-speaker-\w+\.wav$/);
    const message = readWav(join(folder, printed.split(': ')[1] ?? ''));
    expect(secondsOf(message)).toBeGreaterThan(1.5);
    expect(Math.abs(toneLevelDbfs(excerpt(message, 0.5, 0.8), 700) + 15)).toBeLessThan(1.5);
  });

  it('a meeting brings together who enters the same number', async () => {
    await using example = await start(join(root, 'examples', 'meeting.mjs'), folder);
    await using anna = await Baresip.start({ name: 'anna', microphone: tone(700, -15, 60) });
    await using ben = await Baresip.start({ name: 'ben', microphone: silence(60) });
    await using carl = await Baresip.start({ name: 'carl', microphone: silence(60) });
    await Promise.all([anna, ben, carl].map((phone) => phone.dial(example.uri)));
    await Promise.all([anna.press('12#'), ben.press('12#'), carl.press('13#')]);
    await example.program.waitForLine(/^anna joined meeting 12$/);
    await example.program.waitForLine(/^ben joined meeting 12$/);
    await example.program.waitForLine(/^carl joined meeting 13$/);
    await Promise.all([ben.heardMore(2), carl.heardMore(2)]);
    const lastSecond = (phone: Baresip) => excerpt(phone.heard(), secondsOf(phone.heard()) - 1);
    expect(Math.abs(toneLevelDbfs(lastSecond(ben), 700) + 15)).toBeLessThan(1.5);
    expect(toneLevelDbfs(lastSecond(carl), 700)).toBeLessThan(-55);
  });

  it('an announcement is heard until a key is pressed', async () => {
    await using example = await start(join(root, 'examples', 'announcement.mjs'), folder);
    await using phone = await Baresip.start({ name: 'listener', microphone: silence(40) });
    await phone.dial(example.uri);
    await phone.heardMore(2);
    for (const frequencyHz of [523, 659, 784]) expect(toneLevelDbfs(phone.heard(), frequencyHz)).toBeGreaterThan(-35);
    await phone.press('5');
    await phone.closed();
    expect(await example.program.waitForLine(/listened for/)).toMatch(/^listener listened for [2-5]\.\d s$/);
  });
});
