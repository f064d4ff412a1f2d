import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Call } from '../../../lib/calls/index.js';
import { run } from '../../../lib/cli/index.js';
import { EspeakNg } from '../../../lib/providers/espeak-ng/index.js';
import { environmentSource, flagSource, parseConfiguration } from '../../../lib/server/index.js';
import { runReadmeExample } from '../readme-example.js';
import { PhoneLine } from './phone-line.js';

let line: PhoneLine;
const printed: unknown[][] = [];
beforeEach(() => {
  line = new PhoneLine();
  printed.length = 0;
});
afterEach(() => line[Symbol.asyncDispose]());

const example = (folder: string, names: Readonly<Record<string, unknown>>) => runReadmeExample(folder, names, printed);

const espeak = await new EspeakNg().version().catch(() => undefined);

describe('the example in the README of', () => {
  test('calls', async () => {
    const { leg } = line.dial();
    const done = example('calls', { Call, leg, conferences: line.conferences });
    await line.run(100);
    for (const digit of '123') leg.events.emit('dtmf', { digit, durationMs: 100 });
    await line.run(2100);
    await done;
    leg.remoteHangup();
    await line.run(20);
    expect(printed).toEqual([['key 1'], ['key 2'], ['key 3'], ['123', 'timeout'], ['ended by remote']]);
  });

  test.skipIf(!espeak)('providers', async () => {
    await example('providers', { EspeakNg });
    expect(printed).toEqual([[22_050, true]]);
  });

  test('server', async () => {
    await example('server', { parseConfiguration, flagSource, environmentSource });
    expect(printed).toEqual([[5070, 20_000]]);
  });

  test('cli', async () => {
    let shown = '';
    await example('cli', { run, context: { stdout: { write: (text: string) => (shown += text) } } });
    expect(shown).toContain('Usage: ossicle serve');
  });
});
