import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Sipp, sippInstalled } from '../phones/sipp.js';
import { AnsweringAgent, type AnsweringOptions } from './sipp/answering-agent.js';

const open: AsyncDisposable[] = [];

afterEach(async () => {
  for (const item of open.splice(0).reverse()) await item[Symbol.asyncDispose]();
});

/** Plays `test/e2e/sipp/<name>.xml` `calls` times. */
async function play(name: string, options: AnsweringOptions = {}, calls = 20, args: readonly string[] = []) {
  const server = await AnsweringAgent.open(options);
  open.push(server);
  const sipp = await Sipp.start({
    scenario: readFileSync(join(import.meta.dirname, 'sipp', `${name}.xml`), 'utf8'),
    target: server.target,
    args: ['-r', '20', '-m', String(calls), '-mp', '41990', ...args],
  });
  open.push(sipp);
  const result = await sipp.finished(AbortSignal.timeout(60_000));
  expect(result, result.errors).toMatchObject({ exitCode: 0, successful: calls, failed: 0 });
  return { server, result };
}

/** How often each thing was told. */
function count(told: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const what of told) counts[what] = (counts[what] ?? 0) + 1;
  return counts;
}

describe.skipIf(!sippInstalled)('a caller that', () => {
  it.each([['u1'], ['t1']])('cancels before the answer (%s)', async (transport) => {
    const { server } = await play('cancel', { answerAfterMs: 5000 }, 20, ['-t', transport]);
    expect(count(server.told)).toEqual({ 'ended cancelled remote': 20 });
  });

  it('holds and resumes', async () => {
    const { server } = await play('hold-resume');
    expect(count(server.told)).toEqual({ answered: 20, held: 20, resumed: 20, 'ended hangup remote': 20 });
  });

  it('re-invites before its ACK', async () => {
    const { server } = await play('overtaken-ack');
    expect(count(server.told)).toEqual({ answered: 20, held: 20, 'ended hangup remote': 20 });
  });

  it('presses keys by INFO', async () => {
    const { server } = await play('info-digits');
    expect(count(server.told)).toEqual({
      answered: 20,
      'digit 5 250': 20,
      'digit # 160': 20,
      'ended hangup remote': 20,
    });
  });

  it('never acknowledges is sent BYE', async () => {
    const { server } = await play('missing-ack', { times: { t1Ms: 40, t2Ms: 320, t4Ms: 400 } }, 10);
    expect(count(server.told)).toEqual({ answered: 10, 'ended timeout error': 10 });
  });

  it.each([['u1'], ['t1']])('brings no offer gets ours (%s)', async (transport) => {
    const { server } = await play('late-offer', {}, 20, ['-t', transport]);
    expect(count(server.told)).toEqual({ answered: 20, 'ended hangup remote': 20 });
  });

  it('writes nonsense is told so', async () => {
    const { server } = await play('malformed');
    expect(server.told).toEqual([]);
    expect(server.agent.stats().malformed).toBeGreaterThanOrEqual(20);
  });

  it('shares no codec with us is refused', async () => {
    const { server } = await play('g729-only');
    expect(count(server.told)).toEqual({ NO_COMMON_CODEC: 20, 'ended error error': 20 });
  });

  it('finds the server full is asked to wait', async () => {
    const { server } = await play('too-many-calls', { maximumCalls: 0 });
    expect(server.agent.stats().refused).toBe(20);
  });

  it('asks for what we do not have is told so', async () => {
    await play('unknown');
  });
});
