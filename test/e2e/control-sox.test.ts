import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ControlClient } from '../../lib/control/client/index.js';
import { findProgram } from '../phones/program.js';
import { LiveRig } from '../unit/control/live-rig.js';

const run = promisify(execFile);
const sox = findProgram('sox');
const title = sox === undefined ? 'sounds made by sox (skipped: not installed)' : 'sounds made by sox';

let rig: LiveRig;
let client: ControlClient;
beforeAll(async () => {
  rig = await LiveRig.start();
  client = await ControlClient.connect(`ws://127.0.0.1:${rig.server.listening[0]?.port}`);
});
afterAll(async () => {
  await client.close();
  await rig[Symbol.asyncDispose]();
});

/** A file of sines at `rateHz`, each with its pause, again and again. */
async function synthesise(
  name: string,
  steps: readonly { readonly hz: readonly number[]; readonly onMs: number; readonly offMs: number }[],
  { rateHz = 8000, times = 1 } = {},
): Promise<string> {
  const parts = await Promise.all(
    steps.map(async ({ hz, onMs, offMs }, index) => {
      const part = rig.path(`${name}-${index}.wav`);
      const synth = ['synth', `${onMs / 1000}`, ...hz.flatMap((frequency) => ['sine', `${frequency}`])];
      const mix = ['remix', hz.map((_, channel) => `${channel + 1}v${0.4 / hz.length}`).join(',')];
      const format = ['-r', `${rateHz}`, '-b', '16', '-c', `${hz.length}`];
      await run(sox as string, ['-n', ...format, part, ...synth, ...mix, 'pad', '0', `${offMs / 1000}`]);
      return part;
    }),
  );
  const path = rig.path('media', `${name}.wav`);
  await run(sox as string, [...parts, path, 'repeat', `${times - 1}`]);
  return path;
}

describe.skipIf(sox === undefined)(`${title} are found by a typed client`, () => {
  test('digits of a file at 16 kHz', async () => {
    const keys = { 2: [697, 1336], 0: [941, 1336], '#': [941, 1477] } as const;
    const order = ['2', '0', '#', '2'] as const;
    const steps = order.map((key) => ({ hz: keys[key], onMs: 80, offMs: 80 }));
    const source = await synthesise('keys', steps, { rateHz: 16_000 });
    await using session = await client.createSession();
    const { endpoint_id } = await session.request('endpoint.create_with_file', { source });
    await session.request('detect.start', { endpoint_id, detect: ['dtmf'] });
    const heard: string[] = [];
    const finished = new Promise<void>((resolve) => {
      session.on('endpoint.file.finished', () => setTimeout(resolve, 200));
    });
    session.on('detect.dtmf', ({ digit, duration_ms }) => {
      heard.push(digit);
      expect(Math.abs(duration_ms - 80)).toBeLessThanOrEqual(15);
    });
    await finished;
    expect(heard.join('')).toBe('20#2');
  });

  test.each([
    ['busy', 'de', [{ hz: [425], onMs: 480, offMs: 480 }], 3],
    ['ringback', 'us', [{ hz: [440, 480], onMs: 2000, offMs: 4000 }], 2],
    [
      'sit',
      'itu',
      [
        { hz: [950], onMs: 330, offMs: 0 },
        { hz: [1400], onMs: 330, offMs: 0 },
        { hz: [1800], onMs: 330, offMs: 1000 },
      ],
      1,
    ],
  ])('%s of %s', async (tone, country, steps, times) => {
    const source = await synthesise(`${tone}-${country}`, steps, { times });
    await using session = await client.createSession();
    const { endpoint_id } = await session.request('endpoint.create_with_file', { source });
    const told = new Promise((resolve) => session.on('detect.tone', resolve));
    await session.request('detect.start', { endpoint_id, detect: ['tones'], country });
    expect(await told).toMatchObject({
      endpoint_id,
      tone,
      country,
      frequencies_hz: [...new Set(steps.flatMap(({ hz }) => hz))],
    });
  });
});
