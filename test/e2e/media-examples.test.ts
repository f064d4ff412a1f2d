import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toneLevelDbfs } from '../phones/audio-analysis.js';
import { Program } from '../phones/program.js';
import { secondsOf } from '../phones/signals.js';
import { readWav } from '../phones/wav.js';
import { LiveRig } from '../unit/control/live-rig.js';
import { RtpPeer } from '../unit/control/rtp-peer.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('examples of media', () => {
  // Inside the repository, so that they find the package by its name.
  let folder: string;
  let rig: LiveRig;
  beforeAll(async () => {
    mkdirSync(join(root, 'build'), { recursive: true });
    folder = mkdtempSync(join(root, 'build', 'examples-'));
    rig = await LiveRig.start();
  });
  afterAll(async () => {
    await rig?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(script: string, ...args: string[]): Program {
    return Program.start(process.execPath, [join(root, 'examples', script), ...args], { cwd: folder });
  }

  it('embedding joins two peers, plays a file to both and records all', async () => {
    const file = await rig.writeTone('embedded.wav', 1000, 1200);
    await using program = start('embedding.mjs', file, 'kept.wav');
    await using anna = await RtpPeer.open();
    await using ben = await RtpPeer.open();
    for (const [name, peer] of [
      ['anna', anna],
      ['ben', ben],
    ] as const) {
      const line = await program.waitForLine(new RegExp(`^${name}: send PCMU to UDP port`));
      peer.call(`m=audio ${/\d+$/.exec(line)} RTP/AVP 0`);
    }
    await Promise.all([anna.talk(500, 2000, 0.1), ben.talk(0, 2000)]);
    anna.press(7);
    expect(await program.waitForLine(/^played/)).toBe('played 1.2 s: finished');
    expect(await program.waitForLine(/pressed/)).toBe('anna pressed 7');
    expect(await program.stop('SIGINT', 10_000)).toEqual({ code: 0, signal: null });
    for (const hz of [500, 1000]) expect(toneLevelDbfs(ben.sound(), hz)).toBeGreaterThan(-26);
    expect(toneLevelDbfs(anna.sound(), 1000)).toBeGreaterThan(-15);
    expect(toneLevelDbfs(anna.sound(), 500)).toBeLessThan(-50);
    expect(program.lines.at(-1)).toMatch(/^recorded \d\.\d s: kept\.wav$/);
    const kept = readWav(join(folder, 'kept.wav'));
    expect(secondsOf(kept)).toBeGreaterThan(1.5);
    for (const hz of [500, 1000]) expect(toneLevelDbfs(kept, hz)).toBeGreaterThan(-26);
  });

  it('media-client plays a file to a phone, presses a key, and keeps what was said', async () => {
    await rig.writeTone('greeting.wav', 1000, 1000);
    await using phone = await RtpPeer.open();
    const recording = rig.path('recordings', 'call.wav');
    const url = `ws://127.0.0.1:${rig.server.listening[0]?.port}`;
    await using program = start('media-client.mjs', `127.0.0.1:${phone.port}`, 'greeting.wav', recording, url);
    phone.call(`m=audio ${/\d+$/.exec(await program.waitForLine(/UDP port/))} RTP/AVP 0`);
    await phone.talk(500, 1600);
    phone.press(11);
    expect(await program.waitForLine(/the file/)).toBe('the file ended: completed');
    expect(await program.waitForLine(/pressed/)).toBe('the phone pressed #');
    expect(await program.waitForEnd()).toEqual({ code: 0, signal: null });
    expect(program.lines.at(-1)).toMatch(/^recorded \d\.\d s: .*call\.wav$/);
    expect(toneLevelDbfs(phone.sound(), 1000)).toBeGreaterThan(-15);
    expect(phone.packets.some(({ payloadType, payload }) => payloadType === 101 && payload[0] === 1)).toBe(true);
    expect(toneLevelDbfs(readWav(recording), 500)).toBeGreaterThan(-12);
  });

  it('the README starts both', async () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, section = ''] = /^## As a media server\n(.*?)^## /ms.exec(readme) ?? [];
    const [client = '', engine = '', ...more] = [...section.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);
    expect(more).toEqual([]);
    const url = `ws://127.0.0.1:${rig.server.listening[0]?.port}`;
    expect(client).toContain('ws://127.0.0.1:9100');
    expect(await output('client.mjs', client.replace('ws://127.0.0.1:9100', url))).toMatch(/^m=audio \d+ RTP\/AVP /m);
    expect(await output('engine.mjs', engine)).toMatch(/^\d+$/);
  });

  /** What a program prints until it is interrupted. */
  async function output(name: string, code: string): Promise<string> {
    const script = join(folder, name);
    writeFileSync(script, code);
    await using program = Program.start(process.execPath, [script], { cwd: folder });
    await program.waitForLine(/./);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await program.stop('SIGINT', 5000);
    return program.output;
  }
});
