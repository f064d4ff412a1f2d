import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { Logger } from '../../../lib/core/index.js';
import { Client } from './client.js';
import { RawClient } from './raw-client.js';
import { eventually, Rig } from './rig.js';

describe('a control server that shuts down', () => {
  test('creates no session, ends orphans, and lets owned sessions work until they are destroyed', async () => {
    await using rig = await Rig.start();
    await using owner = await Client.connect(rig.address);
    await using idle = await Client.connect(rig.address);
    using silent = await RawClient.connect(rig.address.port);
    await owner.createSession();
    const gone = await Client.connect(rig.address);
    const orphanId = await gone.createSession();
    await gone.close();
    await eventually(() => rig.server.registry.ownedCount === 1);
    let drained = false;
    const draining = rig.server.drain().then(() => {
      drained = true;
    });
    await eventually(() => rig.server.registry.size === 1);
    expect(await idle.code('session.create')).toBe('SHUTTING_DOWN');
    idle.send('{"id":"","method":"session.create"}');
    expect((await idle.next()).error?.code).toBe('SHUTTING_DOWN');
    expect(await idle.code('session.attach', { session_id: orphanId })).toBe('SESSION_NOT_FOUND');
    expect(await owner.result('session.info')).toMatchObject({ state: 'active' });
    await expect(fetch(`${rig.url}/health`)).rejects.toThrow();
    silent.send('GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await silent.ended()).toContain('HTTP/1.1 503');
    expect(drained).toBe(false);
    await owner.result('session.destroy');
    await draining;
  });

  test('tells those who have knocked and were not let in yet', async () => {
    await using rig = await Rig.start();
    const code = `const socket = require('node:net').connect(${rig.address.port}, '127.0.0.1', () => socket.write('GET /health HTTP/1.1\\r\\n\\r\\n'));
      socket.on('data', (bytes) => process.stdout.write(bytes)).on('error', (error) => process.stdout.write(error.code));`;
    const stranger = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    const answer = text(stranger.stdout);
    // This thread sleeps: the system takes the connection in, the server does not.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    await rig.server.drain();
    expect(await answer).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n/);
  });

  test('ends a session whose connection goes meanwhile', async () => {
    await using rig = await Rig.start();
    const owner = await Client.connect(rig.address);
    await owner.createSession();
    const draining = rig.server.drain();
    owner.socket.terminate();
    await draining;
    expect(rig.server.registry.size).toBe(0);
  });

  test('waits no longer than it is told', async () => {
    await using rig = await Rig.start();
    await using owner = await Client.connect(rig.address);
    await owner.createSession();
    const impatience = new AbortController();
    const draining = rig.server.drain(impatience.signal);
    impatience.abort();
    await draining;
    expect(rig.server.registry.size).toBe(1);
  });

  test('says goodbye to its clients when it is closed', async () => {
    const rig = await Rig.start();
    const client = await Client.connect(rig.address);
    await client.createSession();
    const code = new Promise((resolve) => client.socket.once('close', resolve));
    await rig[Symbol.asyncDispose]();
    expect(await code).toBe(1001);
    expect(rig.clock.timerCount).toBe(0);
  });
});

describe('an address that strangers reach', () => {
  function warnings(): { logger: Logger; said: string[] } {
    const said: string[] = [];
    const quiet = (): void => undefined;
    return { said, logger: { debug: quiet, info: quiet, error: quiet, warn: (text) => void said.push(text) } };
  }
  const everywhere = [{ address: '0.0.0.0', port: 0 }];

  test('is one warning while no token is set', async () => {
    const { logger, said } = warnings();
    await using _open = await Rig.start({ listen: [...everywhere, { address: '127.0.0.1', port: 0 }], logger });
    expect(said).toEqual([expect.stringMatching(/^Whoever reaches 0\.0\.0\.0:\d+ controls this server/)]);
  });

  test('is none with a token, and loopback is none', async () => {
    const { logger, said } = warnings();
    await using _guarded = await Rig.start({ listen: everywhere, logger, access: { token: 'x'.repeat(16) } });
    await using _local = await Rig.start({ logger });
    expect(said).toEqual([]);
  });
});
