import { describe, expect, test } from 'vitest';
import { Client } from './client.js';
import { handshake, RawClient } from './raw-client.js';
import { eventually, Rig } from './rig.js';

const unavailable = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

describe('the control port', () => {
  test('listens on several addresses', async () => {
    const listen = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, port: 0 }));
    await using rig = await Rig.start({ listen });
    expect(rig.server.listening.map(({ address }) => address)).toEqual(['127.0.0.1', '127.0.0.2']);
    for (const { address, port } of rig.server.listening) {
      expect((await fetch(`http://${address}:${port}/health`)).status).toBe(200);
    }
  });

  test('names a port that is taken', async () => {
    await using rig = await Rig.start();
    await expect(Rig.start({ listen: [rig.address] })).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' });
  });

  test('ends a connection that says nothing for 5 s', async () => {
    await using rig = await Rig.start();
    using silent = await RawClient.connect(rig.address.port);
    await eventually(() => rig.clock.timerCount === 1);
    rig.clock.advance(4999);
    expect(silent.socket.closed).toBe(false);
    rig.clock.advance(1);
    expect(await silent.ended()).toBe('');
    expect(rig.clock.timerCount).toBe(0);
  });

  test.each(['GET / HTTP/1.1\r\nUpgr', 'G', 'GET /health HTTP/1.1\r\n'])(
    'ends a connection that begins with %j and does not go on within 10 s',
    async (beginning) => {
      await using rig = await Rig.start();
      using slow = await RawClient.connect(rig.address.port);
      slow.send(beginning);
      await eventually(() => rig.clock.timerCount === 1);
      await new Promise((resolve) => setTimeout(resolve, 30));
      rig.clock.advance(9999);
      slow.send('a');
      expect(slow.socket.closed).toBe(false);
      rig.clock.advance(1);
      expect(await slow.ended()).toBe('');
    },
  );

  test('takes a handshake that comes byte by byte', async () => {
    await using rig = await Rig.start();
    using slow = await RawClient.connect(rig.address.port);
    for (const byte of handshake) {
      slow.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => slow.received.includes('\r\n\r\n'));
    expect(slow.received).toContain('101 Switching Protocols');
    expect(slow.received).toContain('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });

  test('takes a request that follows its handshake in one packet', async () => {
    await using rig = await Rig.start();
    using eager = await RawClient.connect(rig.address.port);
    const text = '{"id":"a","method":"session.create"}';
    const frame = Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
    eager.send(Buffer.concat([Buffer.from(handshake), frame]));
    await eventually(() => eager.received.includes('"session_id"'));
  });

  test('refuses connections above its cap, HTTP among them, with 503', async () => {
    await using rig = await Rig.start({ settings: { maxConnections: 2 } });
    await using first = await Client.connect(rig.address);
    await using _second = await Client.connect(rig.address);
    using refused = await RawClient.connect(rig.address.port);
    expect(await refused.ended()).toBe(unavailable);
    await first.close();
    await eventually(() => rig.server.connectionCount === 1);
    expect((await fetch(`${rig.url}/health`)).status).toBe(200);
  });

  test('destroys what is refused and does not leave within a second', async () => {
    await using rig = await Rig.start({ settings: { maxConnections: 1 } });
    await using _client = await Client.connect(rig.address);
    using refused = await RawClient.connect(rig.address.port);
    await refused.ended();
    expect(refused.socket.closed).toBe(false);
    rig.clock.advance(1000);
    await eventually(() => {
      refused.send('x');
      return refused.socket.closed;
    });
  });

  test('pings every ws_ping_interval_secs, first after one interval', async () => {
    await using rig = await Rig.start({ settings: { pingIntervalSecs: 7 } });
    await using client = await Client.connect(rig.address);
    const pings: string[] = [];
    client.socket.on('ping', (payload: Buffer) => pings.push(payload.toString()));
    rig.clock.advance(6999);
    await client.result('session.list');
    expect(pings).toEqual([]);
    rig.clock.advance(1);
    await eventually(() => pings.length === 1);
    rig.clock.advance(7000);
    await eventually(() => pings.length === 2);
    expect(pings).toEqual(['', '']);
  });
});
