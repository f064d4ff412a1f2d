import { describe, expect, it } from 'vitest';
import { OssicleServer } from '../phones/ossicle-server.js';
import { until } from '../phones/until.js';
import { Client } from '../unit/control/client.js';

/** A running server with a client that owns a session. */
async function startWithSession(): Promise<{ server: OssicleServer; client: Client }> {
  const server = await OssicleServer.start();
  const client = await Client.connect({ port: server.controlPort });
  await client.createSession();
  return { server, client };
}

describe('the end of a server that control clients use', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s waits until they have destroyed their sessions', async (signal) => {
    const { server, client } = await startWithSession();
    const other = await Client.connect({ port: server.controlPort });
    server.signal(signal);
    await server.waitForLog(/Waiting for 1 session that clients own/);
    expect(await other.code('session.create')).toBe('SHUTTING_DOWN');
    await expect(Client.connect({ port: server.controlPort })).rejects.toThrow('ECONNREFUSED');
    expect(await client.result('session.info')).toMatchObject({ state: 'active' });
    expect(server.end).toBeUndefined();
    await client.result('session.destroy');
    await until('the server ended', () => server.end);
    expect(server.end).toEqual({ code: 0, signal: null });
  });

  it('a connection that goes lets it end', async () => {
    const { server, client } = await startWithSession();
    server.signal('SIGTERM');
    await server.waitForLog(/Waiting for 1 session/);
    client.socket.terminate();
    await until('the server ended', () => server.end);
    expect(server.end).toEqual({ code: 0, signal: null });
  });

  it('no longer than shutdown_max_wait_secs', async () => {
    const server = await OssicleServer.start({ args: ['--shutdown-max-wait-secs', '1'] });
    await using client = await Client.connect({ port: server.controlPort });
    await client.createSession();
    server.signal('SIGTERM');
    await until('the server ended', () => server.end);
    expect(server.end).toEqual({ code: 0, signal: null });
  });

  it('the second signal is a warning, the third ends with 1', async () => {
    const { server, client } = await startWithSession();
    server.signal('SIGINT');
    await server.waitForLog(/Waiting for 1 session/);
    server.signal('SIGINT');
    await server.waitForLog(/one more signal ends at once/);
    expect(await client.result('session.info')).toMatchObject({ state: 'active' });
    server.signal('SIGTERM');
    await until('the server ended', () => server.end);
    expect(server.end).toEqual({ code: 1, signal: null });
  });

  it('a client that owns nothing does not delay it', async () => {
    const server = await OssicleServer.start();
    await using _client = await Client.connect({ port: server.controlPort });
    expect(await server.interrupt()).toEqual({ code: 0, signal: null });
  });
});
