import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectCommand, processCommand } from '../../../lib/cli/file-commands.js';
import { netsimCommand } from '../../../lib/cli/netsim/netsim-command.js';
import { writeWav } from '../../phones/wav.js';
import { ossicle, Workplace } from './terminal.js';

const page = readFileSync(new URL('../../../docs/commands.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, lines = '']) => lines.trim().split('\n'));

describe('docs/commands.md', () => {
  it('has examples of all commands', () => {
    expect(examples.filter((line) => line.startsWith('ossicle process ')).length).toBeGreaterThan(2);
    expect(examples.filter((line) => line.startsWith('ossicle inspect ')).length).toBeGreaterThan(2);
    expect(examples.filter((line) => line.startsWith('ossicle netsim ')).length).toBeGreaterThan(2);
  });

  it.each(examples)('%s', async (line) => {
    using place = new Workplace();
    const samples = Float64Array.from({ length: 22_050 }, (_, n) => 0.1 * Math.sin((2 * Math.PI * 440 * n) / 22_050));
    writeWav(place.path('greeting.wav'), { samples, sampleRateHz: 22_050 }, 2);
    const [, ...args] = line.split(/\s+/).map((word) => (/\.\w+$/.test(word) ? place.path(word) : word));
    expect(await ossicle(args)).toMatchObject({ exitCode: 0, stderr: '' });
    const written = args.findLast((word) => word.startsWith(place.directory));
    expect(written !== undefined && existsSync(written)).toBe(true);
  });

  it.each([processCommand, inspectCommand, netsimCommand])('names every flag of $name', ({ flags }) => {
    const names = flags.map(({ name }) => name).filter((name) => name !== 'help');
    expect(names.filter((name) => !page.includes(`--${name}`))).toEqual([]);
  });
});
