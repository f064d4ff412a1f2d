import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Client } from './client.js';
import { handshake, RawClient } from './raw-client.js';
import { eventually, Rig } from './rig.js';

/** A frame as a client sends it (RFC 6455 section 5.2), masked with zeros. */
function frame(opcode: number, payload: string | Uint8Array, lengthSaid = Buffer.from(payload).length): Buffer {
  const head = Buffer.alloc(14);
  head[0] = 0x80 | opcode;
  if (lengthSaid <= 125)
    return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | lengthSaid, 0, 0, 0, 0]), Buffer.from(payload)]);
  head[1] = 0xff;
  head.writeBigUInt64BE(BigInt(lengthSaid), 2);
  return Buffer.concat([head, Buffer.from(payload)]);
}

async function upgraded(rig: Rig): Promise<RawClient> {
  const client = await RawClient.connect(rig.address.port);
  client.send(handshake);
  await eventually(() => client.received.includes('\r\n\r\n'));
  return client;
}

/** Fails unless a well-behaved client is served. */
async function serves(rig: Rig): Promise<void> {
  await using client = await Client.connect(rig.address);
  expect(await client.result('session.list')).toBeDefined();
  await client.close();
}

describe('a hostile client harms only itself:', () => {
  test('a message above the limit drops the connection and orphans the session', async () => {
    await using rig = await Rig.start({ settings: { maxMessageBytes: 4096 } });
    await using client = await Client.connect(rig.address);
    const id = await client.createSession();
    client.send(JSON.stringify({ id: 'x'.repeat(900), method: 'session.list', params: 'x'.repeat(3100) }));
    expect((await client.next()).result).toBeDefined();
    const closed = once(client.socket, 'close');
    client.send('x'.repeat(4097));
    await eventually(() => rig.server.registry.list()[0]?.state === 'orphaned');
    expect((await closed)[0]).toBe(1009);
    await using next = await Client.connect(rig.address);
    expect(await next.result('session.attach', { session_id: id })).toEqual({});
  });

  test('one that announces a huge frame, or sends broken UTF-8, is dropped', async () => {
    await using rig = await Rig.start();
    for (const bytes of [frame(1, 'x', 2 ** 40), frame(1, Buffer.from([0xff, 0xfe])), frame(3, ''), frame(0, 'x')]) {
      using client = await upgraded(rig);
      client.send(bytes);
      await client.ended();
    }
    await serves(rig);
  });

  test('one that is dropped for its message and stays is cut off a second later', async () => {
    await using rig = await Rig.start();
    using client = await upgraded(rig);
    client.send(frame(1, 'x', 2 ** 40));
    await client.ended();
    expect(rig.server.connectionCount).toBe(1);
    rig.clock.advance(1000);
    await eventually(() => rig.server.connectionCount === 0);
  });

  test('one that vanishes in mid-frame leaves an orphan', async () => {
    await using rig = await Rig.start();
    using client = await upgraded(rig);
    client.send(frame(1, '{"id":"a","method":"session.create"}'));
    await eventually(() => rig.server.registry.size === 1);
    client.send(frame(1, '{"id":', 1000));
    client.socket.resetAndDestroy();
    await eventually(() => rig.server.registry.list()[0]?.state === 'orphaned');
    await serves(rig);
  });

  test('256 KiB of nesting is a parse error', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address);
    for (const text of ['['.repeat(262_144), `${'{"a":'.repeat(43_000)}1${'}'.repeat(43_000)}`]) {
      client.send(text);
      expect(await client.next()).toMatchObject({ id: '', error: { code: 'PARSE_ERROR' } });
    }
    expect(await client.result('session.list')).toBeDefined();
  });

  test('a flood of requests without reading stays in the network, and others are served', async () => {
    await using rig = await Rig.start();
    using client = await upgraded(rig);
    client.socket.pause();
    const request = frame(1, `{"id":"${'x'.repeat(1000)}","method":"no.such.method"}`);
    const flood = Buffer.concat(Array.from({ length: 500 }, () => request));
    const before = process.memoryUsage().rss;
    let blocked = false;
    for (let round = 0; round < 200 && !blocked; round++) {
      client.socket.write(flood);
      await serves(rig);
      blocked = client.socket.writableLength > 8 * flood.length;
    }
    expect(blocked).toBe(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 << 20);
  });

  test('a flood of pings without reading likewise', async () => {
    await using rig = await Rig.start();
    using client = await upgraded(rig);
    client.socket.pause();
    const flood = Buffer.concat(Array.from({ length: 5000 }, () => frame(9, 'x'.repeat(120))));
    let blocked = false;
    for (let round = 0; round < 200 && !blocked; round++) {
      client.socket.write(flood);
      await serves(rig);
      blocked = client.socket.writableLength > 8 * flood.length;
    }
    expect(blocked).toBe(true);
  });

  test('whatever bytes come instead of a handshake, or after it', async () => {
    await using rig = await Rig.start();
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.boolean(), async (junk, afterwards) => {
        using client = afterwards ? await upgraded(rig) : await RawClient.connect(rig.address.port);
        client.send(junk);
        client.socket.end();
        await new Promise((resolve) => setImmediate(resolve));
      }),
      { numRuns: 150 },
    );
    await serves(rig);
  });

  test('whatever JSON comes is answered, one answer for each, in order', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address);
    const methods = ['session.create', 'session.attach', 'session.info', 'session.list', 'session.destroy', 'x'];
    const request = fc.record(
      {
        id: fc.oneof(fc.string(), fc.constant('a'), fc.jsonValue()),
        method: fc.oneof(fc.constantFrom(...methods), fc.string(), fc.jsonValue()),
        params: fc.oneof(fc.jsonValue(), fc.record({ session_id: fc.oneof(fc.uuid(), fc.string()) })),
        session_id: fc.oneof(fc.uuid(), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      request.map((value) => JSON.stringify(value)),
      fc.string({ unit: 'binary' }),
      fc.json(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 20 }), async (texts) => {
        for (const one of texts) client.send(one);
        for (const _ of texts) {
          const answer = await client.next();
          expect(typeof answer.id).toBe('string');
          expect('result' in answer !== 'error' in answer).toBe(true);
          expect(answer.error?.code).not.toBe('INTERNAL_ERROR');
        }
      }),
      { numRuns: 150 },
    );
  });
});
