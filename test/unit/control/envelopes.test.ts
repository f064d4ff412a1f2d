import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client } from './client.js';
import { Rig } from './rig.js';

let rig: Rig;
let client: Client;
beforeAll(async () => {
  rig = await Rig.start();
  client = await Client.connect(rig.address);
});
afterAll(async () => {
  await client.close();
  await rig[Symbol.asyncDispose]();
});

async function answerTo(text: string): Promise<unknown> {
  client.send(text);
  const { id, error } = await client.next();
  return [id, error?.code, error?.message];
}

describe('a bad envelope', () => {
  test.each([
    ['', '', 'PARSE_ERROR', ''],
    ['{', '', 'PARSE_ERROR', ''],
    ['{"id":"a"}', 'a', 'PARSE_ERROR', 'method'],
    ['{"id":7,"method":"session.list"}', '', 'PARSE_ERROR', 'id'],
    [`{"id":"a","method":"session.list","params":${'['.repeat(128)}${']'.repeat(128)}}`, 'a', 'PARSE_ERROR', '128'],
    [`${'['.repeat(200_000)}`, '', 'PARSE_ERROR', ''],
    [JSON.stringify({ id: 'é'.repeat(600), method: 'x' }), 'é'.repeat(512), 'INVALID_PARAMS', 'maximum length of 1024'],
    ['{"id":"","method":"session.list"}', '', 'INVALID_REQUEST', ''],
    ['{"id":"","method":"no.such"}', '', 'INVALID_REQUEST', ''],
    ['{"id":"a","method":"no.such"}', 'a', 'UNKNOWN_METHOD', 'no.such'],
    ['{"id":"a","method":"toString"}', 'a', 'UNKNOWN_METHOD', 'toString'],
    ['{"id":"a","method":"session.info"}', 'a', 'NO_SESSION', 'No session bound'],
    ['{"id":"a","method":"session.attach"}', 'a', 'INVALID_PARAMS', 'params'],
    ['{"id":"a","method":"session.attach","params":{"session_id":"x"}}', 'a', 'INVALID_PARAMS', 'session_id'],
  ])('is answered, and the connection lives (%#)', async (text, id, code, message) => {
    expect(await answerTo(text)).toEqual([id, code, expect.stringContaining(message)]);
    expect(await client.result('session.list')).toEqual({ sessions: [] });
  });

  test('members of an answer are there or absent, never null', async () => {
    client.send('{"id":"a","method":"session.list","other":1}');
    expect(await client.next()).toEqual({ id: 'a', result: { sessions: [] } });
    client.send('{"id":"a","method":"session.info"}');
    expect(Object.keys(await client.next())).toEqual(['id', 'error']);
  });

  test('binary frames and pongs are ignored, a ping is answered with its payload', async () => {
    client.socket.send(Buffer.from('{"id":"b","method":"session.list"}'));
    client.socket.pong('x');
    const pong = new Promise((resolve) => client.socket.once('pong', resolve));
    client.socket.ping('hello');
    expect(String(await pong)).toBe('hello');
    expect(client.takeAll()).toEqual([]);
  });

  test('pipelined requests are answered in order', async () => {
    const ids = Array.from({ length: 300 }, () => client.ask('session.list'));
    for (const id of ids) expect((await client.next()).id).toBe(id);
  });
});
