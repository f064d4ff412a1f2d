import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { ControlClient, type NamedEvent } from '../../../../lib/control/client/index.js';
import { type Received, ScriptedServer } from './scripted-server.js';

const a = '0c6d3a52-2e9b-4f57-8f4c-5f1d2d0b7c10';
const b = '5b0d1f0e-7d3f-4a51-9a0e-0f6f2c1f9a77';

function script(answers: Readonly<Record<string, readonly string[]>>): (request: Received) => readonly string[] {
  return ({ method }) => answers[method] ?? ['{"id":"$id","result":{}}'];
}

const creates = script({ 'session.create': [`{"id":"$id","result":{"session_id":"${a}"}}`] });

describe('ControlClient', () => {
  it('creates a session, calls its methods, and hears its events after their cause', async () => {
    await using server = await ScriptedServer.start(
      script({
        'session.create': [`{"id":"$id","result":{"session_id":"${a}"}}`],
        'endpoint.accept_answer': [
          '{"id":"$id","result":{}}',
          `{"event":"endpoint.state_changed","data":{"endpoint_id":"${b}","old_state":"connecting","new_state":"connected"}}`,
        ],
      }),
    );
    await using client = await ControlClient.connect(server.url);
    await using session = await client.createSession();
    expect(session.id).toBe(a);
    const told: unknown[] = [];
    session.on('endpoint.state_changed', (event) => told.push(event));
    await session.request('endpoint.accept_answer', { endpoint_id: b, sdp: 'v=0' });
    await vi.waitFor(() => expect(told).toEqual([{ endpoint_id: b, old_state: 'connecting', new_state: 'connected' }]));
    expect(server.received[1]).toEqual({
      id: '2',
      method: 'endpoint.accept_answer',
      params: { endpoint_id: b, sdp: 'v=0' },
    });
  });

  it('gives failures the code of the protocol', async () => {
    await using server = await ScriptedServer.start(
      script({
        'session.create': [`{"id":"$id","result":{"session_id":"${a}"}}`],
        'endpoint.remove': ['{"id":"$id","error":{"code":"ENDPOINT_ERROR","message":"Endpoint not found"}}'],
      }),
    );
    await using client = await ControlClient.connect(server.url);
    const session = await client.createSession();
    await expect(session.request('endpoint.remove', { endpoint_id: b })).rejects.toMatchObject({
      code: 'CONTROL_REFUSED',
      message: 'endpoint.remove failed with ENDPOINT_ERROR: Endpoint not found',
      details: { code: 'ENDPOINT_ERROR', method: 'endpoint.remove' },
    });
  });

  it('lists events in their order until the session ends', async () => {
    await using server = await ScriptedServer.start(creates);
    await using client = await ControlClient.connect(server.url);
    const session = await client.createSession();
    const heard: NamedEvent[] = [];
    const events = session.events();
    server.say(`{"event":"dtmf","data":{"endpoint_id":"${b}","digit":"9","duration_ms":120}}`);
    await session.request('session.info');
    const listening = (async () => {
      for await (const event of events) heard.push(event);
    })();
    server.say('{"event":"a.future.event","data":{}}');
    server.say('no JSON');
    server.say('[]');
    server.say('{"id":"unknown","result":{}}');
    server.say(`{"event":"session.idle_timeout","data":{"session_id":"${a}","idle_timeout_secs":300}}`);
    await listening;
    expect(heard.map(({ event }) => event)).toEqual(['dtmf', 'a.future.event', 'session.idle_timeout']);
    expect(session.ended).toBe(true);
    await expect(session.request('session.info')).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('names further sessions of one connection in each message', async () => {
    let created = 0;
    await using server = await ScriptedServer.start(({ method }) =>
      method === 'session.create'
        ? [`{"id":"$id","result":{"session_id":"${created++ === 0 ? a : b}"}}`]
        : ['{"id":"$id","result":{}}'],
    );
    await using client = await ControlClient.connect(server.url);
    const [one, two] = [await client.createSession(), await client.createSession()];
    const digits: string[] = [];
    one.on('dtmf', ({ digit }) => digits.push(`one ${digit}`));
    two.on('dtmf', ({ digit }) => digits.push(`two ${digit}`));
    server.say(`{"event":"dtmf","data":{"endpoint_id":"x","digit":"1","duration_ms":1}}`);
    server.say(`{"event":"dtmf","data":{"endpoint_id":"x","digit":"2","duration_ms":1},"session_id":"${b}"}`);
    await vi.waitFor(() => expect(digits).toEqual(['one 1', 'two 2']));
    await two.request('session.info');
    await one.destroy();
    expect(server.received.map(({ method, session_id }) => [method, session_id])).toEqual([
      ['session.create', undefined],
      ['session.create', undefined],
      ['session.info', b],
      ['session.destroy', undefined],
    ]);
    expect(server.received[1]?.params).toEqual({ extensions: { replay: true, multiplex: true } });
  });

  it('comes back after a loss, takes up its session, and is told what it missed', async () => {
    await using server = await ScriptedServer.start(
      script({
        'session.create': [`{"id":"$id","result":{"session_id":"${a}"}}`],
        'session.attach': [
          '{"id":"$id","result":{"replayed":1,"lost":0}}',
          `{"event":"dtmf","data":{"endpoint_id":"${b}","digit":"2","duration_ms":100},"seq":2}`,
        ],
      }),
    );
    await using client = await ControlClient.connect(server.url);
    const session = await client.createSession();
    const digits: string[] = [];
    const told: unknown[] = [];
    session.on('dtmf', ({ digit }) => digits.push(digit));
    session.on('reattached', (event) => told.push(event, [...digits]));
    server.say(`{"event":"dtmf","data":{"endpoint_id":"${b}","digit":"1","duration_ms":100},"seq":1}`);
    await vi.waitFor(() => expect(digits).toEqual(['1']));
    const lost = new Promise((resolve) => client.on('lost', resolve));
    server.drop();
    await lost;
    await session.request('session.info'); // waits for the connection
    expect(digits).toEqual(['1', '2']);
    expect(told).toEqual([{ replayed: 1, lost: 0 }, ['1']]);
    expect(server.methods).toEqual(['session.create', 'session.attach', 'session.info']);
    expect(server.received[1]?.params).toEqual({ session_id: a, extensions: { since: 1, multiplex: false } });
  });

  it('waits on when the connection is lost again while its session is taken up', async () => {
    let attached = 0;
    await using server = await ScriptedServer.start(({ method }) => {
      if (method === 'session.create') return [`{"id":"$id","result":{"session_id":"${a}"}}`];
      if (method === 'session.attach' && ++attached === 1) setTimeout(() => server.drop(), 20);
      return method === 'session.attach' && attached === 1 ? [] : ['{"id":"$id","result":{}}'];
    });
    await using client = await ControlClient.connect(server.url);
    const session = await client.createSession();
    const lost = new Promise((resolve) => client.on('lost', resolve));
    server.drop();
    await lost;
    await session.request('session.info');
    expect(server.methods).toEqual(['session.create', 'session.attach', 'session.attach', 'session.info']);
  });

  it('tries again while the server has not noticed the loss, and ends a session that is gone', async () => {
    let attempts = 0;
    await using server = await ScriptedServer.start(({ method }) => {
      if (method === 'session.create') return [`{"id":"$id","result":{"session_id":"${a}"}}`];
      const [code, message] =
        ++attempts < 3 ? ['SESSION_NOT_ORPHANED', 'Session has an owner'] : ['SESSION_NOT_FOUND', 'Session not found'];
      return [`{"id":"$id","error":{"code":"${code}","message":"${message}"}}`];
    });
    await using client = await ControlClient.connect(server.url);
    const session = await client.createSession();
    const ended = new Promise((resolve) => session.on('ended', resolve));
    server.drop();
    expect(await ended).toEqual({ reason: 'lost' });
    expect(attempts).toBe(3);
    expect(client.sessions).toEqual([]);
  });

  it('says of requests that were under way that nobody knows', async () => {
    await using server = await ScriptedServer.start(({ method }) =>
      method === 'session.create' ? [`{"id":"$id","result":{"session_id":"${a}"}}`] : [],
    );
    await using client = await ControlClient.connect(server.url, { reconnectMs: 0 });
    const session = await client.createSession();
    const closed = new Promise((resolve) => client.on('closed', resolve));
    const asked = session.request('endpoint.create_tone', { tone: 'busy' });
    await vi.waitFor(() => expect(server.received).toHaveLength(2));
    server.drop();
    await expect(asked).rejects.toMatchObject({ code: 'CONNECTION_LOST', details: { method: 'endpoint.create_tone' } });
    await closed;
    expect(session.ended).toBe(true);
    await expect(client.createSession()).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('waits for an answer no longer than it may', async () => {
    await using server = await ScriptedServer.start(() => []);
    await using client = await ControlClient.connect(server.url);
    await expect(client.listSessions({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    await expect(client.listSessions({ signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(client.listSessions({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('sends its token as a header', async () => {
    await using server = await ScriptedServer.start(() => []);
    await using _client = await ControlClient.connect(server.url, { token: 'abc' });
    expect(server.connections[0]?.request.headers.authorization).toBe('Bearer abc');
    expect(server.connections[0]?.request.url).toBe('/');
  });

  it.each([
    ['http://127.0.0.1:1', 'INVALID_ARGUMENT', /ws: or wss:/],
    ['nonsense', 'INVALID_ARGUMENT', /ws: or wss:/],
    ['ws://127.0.0.1:1/?access_token=secret', 'NETWORK_FAILED', /ws:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/],
  ])('refuses %s', async (url, code, message) => {
    const error = await ControlClient.connect(url).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    if (code === 'NETWORK_FAILED') expect(error?.message).not.toContain('secret');
  });

  it('gives up connecting when its signal fires', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const signal = AbortSignal.timeout(50);
    await expect(ControlClient.connect(`ws://127.0.0.1:${port}`, { signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    silent.close();
  });
});
