import { afterEach, describe, expect, it } from 'vitest';
import { Sipp, sippInstalled } from '../phones/sipp.js';
import { AnsweringAgent } from './sipp/answering-agent.js';

const open: AsyncDisposable[] = [];

afterEach(async () => {
  for (const item of open.splice(0).reverse()) await item[Symbol.asyncDispose]();
});

async function run(args: readonly string[]) {
  const server = await AnsweringAgent.open();
  open.push(server);
  const sipp = await Sipp.start({
    scenario: { builtIn: 'uac' },
    target: server.target,
    args: ['-mp', '41990', ...args],
  });
  open.push(sipp);
  return { server, result: await sipp.finished(AbortSignal.timeout(100_000)) };
}

describe.skipIf(!sippInstalled)('sipp calls in', () => {
  it('300 times a second, 6,000 times: no failure, no retransmission', async () => {
    const { server, result } = await run(['-r', '300', '-m', '6000']);
    expect(result).toMatchObject({ exitCode: 0, successful: 6000, failed: 0, retransmissions: 0 });
    expect(server.told.filter((what) => what === 'ended hangup remote')).toHaveLength(6000);
    expect(server.agent.stats()).toMatchObject({ legs: 0, malformed: 0, refused: 0 });
  });

  it('losing 5 % of the messages both ways: no failure', async () => {
    const { result } = await run(['-r', '300', '-m', '6000', '-lost', '5']);
    expect(result).toMatchObject({ exitCode: 0, successful: 6000, failed: 0 });
    expect(result.retransmissions).toBeGreaterThan(0);
  });

  it('over one TCP connection', async () => {
    const { result } = await run(['-r', '200', '-m', '1000', '-t', 't1']);
    expect(result).toMatchObject({ exitCode: 0, successful: 1000, failed: 0, retransmissions: 0 });
  });

  it('over a TCP connection for each call', async () => {
    const { result } = await run(['-r', '100', '-m', '500', '-t', 'tn', '-max_socket', '600']);
    expect(result).toMatchObject({ exitCode: 0, successful: 500, failed: 0, retransmissions: 0 });
  });
});
