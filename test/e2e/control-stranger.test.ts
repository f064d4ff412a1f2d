import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OssicleServer } from '../phones/ossicle-server.js';

const execute = promisify(execFile);

/** Sends requests one after the other and prints what comes back, by the WebSocket client that Node brings. */
const script = `
  const socket = new WebSocket(process.argv[1]);
  const requests = JSON.parse(process.argv[2]);
  socket.onopen = () => requests.forEach((request) => socket.send(JSON.stringify(request)));
  let left = requests.length;
  socket.onmessage = ({ data }) => {
    console.log(data);
    if (--left === 0) socket.close(1000, 'done');
  };
  socket.onclose = ({ code, reason }) => console.log(JSON.stringify({ code, reason }));
`;

async function talk(server: OssicleServer, requests: object[]): Promise<Record<string, unknown>[]> {
  const url = `ws://127.0.0.1:${server.controlPort}/control`;
  const args = ['--no-warnings', '--experimental-websocket', '-e', script, url, JSON.stringify(requests)];
  const { stdout } = await execute(process.execPath, args, { timeout: 20_000 });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a WebSocket client that nobody here wrote', () => {
  let server: OssicleServer;
  beforeAll(async () => {
    server = await OssicleServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('makes a session, looks at it and destroys it', async () => {
    const answers = await talk(server, [
      { id: '1', method: 'session.create' },
      { id: '2', method: 'session.info' },
      { id: '3', method: 'session.destroy' },
      { id: '4', method: 'session.info' },
    ]);
    expect(answers).toEqual([
      { id: '1', result: { session_id: expect.stringMatching(/^[0-9a-f-]{36}$/) } },
      { id: '2', result: expect.objectContaining({ state: 'active', endpoints: [] }) },
      { id: '3', result: {} },
      { id: '4', error: { code: 'NO_SESSION', message: expect.stringContaining('No session bound') } },
      { code: 1000, reason: 'done' },
    ]);
  });

  it('leaves an orphan that another attaches to', async () => {
    await talk(server, [{ id: '1', method: 'session.create' }]);
    const response = await fetch(`http://127.0.0.1:${server.controlPort}/sessions`);
    const [orphan] = (await response.json()) as { session_id: string; state: string }[];
    expect(orphan?.state).toBe('orphaned');
    const session_id = orphan?.session_id;
    const answers = await talk(server, [
      { id: '1', method: 'session.attach', params: { session_id } },
      { id: '2', method: 'session.destroy' },
    ]);
    expect(answers.slice(0, 2)).toEqual([
      { id: '1', result: {} },
      { id: '2', result: {} },
    ]);
  });
});
