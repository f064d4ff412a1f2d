import { describe, expect, test } from 'vitest';
import { Client } from './client.js';
import { eventually, Rig } from './rig.js';

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const unknownId = '00000000-0000-4000-8000-000000000000';

describe('a session', () => {
  test('is created, told about, listed and destroyed; then the connection may have another', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address);
    await using stranger = await Client.connect(rig.address, '/any/path?x=1');
    const id = await client.createSession();
    expect(id).toMatch(uuid4);
    const info = {
      session_id: id,
      state: 'active',
      created_at: '2026-05-04T08:31:21Z',
      endpoints: [],
      recordings: [],
      vad_active: [],
    };
    expect(await client.result('session.info', 'ignored')).toEqual(info);
    const { endpoints: _, recordings: __, vad_active: ___, ...row } = info;
    expect(await stranger.result('session.list')).toEqual({ sessions: [{ ...row, endpoint_count: 0 }] });
    expect(await client.result('session.destroy')).toEqual({});
    expect(await client.code('session.info')).toBe('NO_SESSION');
    await eventually(() => rig.server.registry.size === 0);
    expect(await client.createSession()).not.toBe(id);
  });

  test('has a fraction in its time where there is one', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address);
    rig.clock.advance(250);
    await client.createSession();
    expect((await client.result('session.info'))['created_at']).toBe('2026-05-04T08:31:21.250Z');
  });

  test('is the only one of its connection, and has one owner', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address);
    await using other = await Client.connect(rig.address);
    const id = await client.createSession();
    expect(await client.code('session.create')).toBe('SESSION_ALREADY_BOUND');
    expect(await client.code('session.attach', { session_id: id })).toBe('SESSION_ALREADY_BOUND');
    expect(await other.code('session.attach', { session_id: id })).toBe('SESSION_NOT_ORPHANED');
    expect(await other.code('session.attach', { session_id: unknownId })).toBe('SESSION_NOT_FOUND');
  });

  test('there are no more of than max_sessions, however many clients ask at once', async () => {
    await using rig = await Rig.start({ settings: { maxSessions: 7 } });
    const clients = await Promise.all(Array.from({ length: 20 }, () => Client.connect(rig.address)));
    const answers = await Promise.all(clients.map((client) => client.request('session.create')));
    expect(answers.filter(({ result }) => result)).toHaveLength(7);
    const codes = answers.flatMap(({ error }) => (error ? [error.code] : []));
    expect(new Set(codes)).toEqual(new Set(['MAX_SESSIONS_REACHED']));
    const [owner] = clients.filter((_, index) => answers[index]?.result) as [Client];
    await owner.result('session.destroy');
    await eventually(() => rig.server.registry.size === 6);
    await owner.createSession();
    for (const client of clients) await client.close();
  });
});

describe('an orphaned session', () => {
  test('waits for a client, which takes it over in any spelling of its id', async () => {
    await using rig = await Rig.start();
    const first = await Client.connect(rig.address);
    const id = await first.createSession();
    await first.close();
    await using second = await Client.connect(rig.address);
    const [row] = (await second.result('session.list'))['sessions'] as { state: string }[];
    expect(row?.state).toBe('orphaned');
    rig.clock.advance(29_000);
    expect(await second.result('session.attach', { session_id: `{${id.toUpperCase()}}` })).toEqual({});
    rig.clock.advance(60_000);
    expect(await second.result('session.info')).toMatchObject({ session_id: id, state: 'active' });
  });

  test('ends after disconnect_timeout_secs', async () => {
    await using rig = await Rig.start({ settings: { disconnectTimeoutSecs: 4 } });
    const client = await Client.connect(rig.address);
    await client.createSession();
    client.socket.terminate();
    const orphaned = (): boolean => rig.server.registry.list()[0]?.state === 'orphaned';
    await eventually(orphaned);
    rig.clock.advance(3999);
    expect(rig.server.registry.size).toBe(1);
    rig.clock.advance(1);
    await eventually(() => rig.server.registry.size === 0);
  });

  test('does not come of a request that came before the connection closed', async () => {
    await using rig = await Rig.start();
    const client = await Client.connect(rig.address);
    for (let round = 0; round < 20; round++) {
      client.ask('session.create');
      client.ask('session.destroy');
    }
    await client.close();
    await eventually(() => rig.server.registry.size === 0);
  });

  test('loses the events of that time', async () => {
    await using rig = await Rig.start();
    const first = await Client.connect(rig.address);
    const id = await first.createSession();
    await first.close();
    const session = rig.server.registry.find(id);
    await eventually(() => session?.state === 'orphaned');
    session?.emit('vad.silence', { endpoint_id: id, silence_duration_ms: 1 });
    await using second = await Client.connect(rig.address);
    await second.result('session.attach', { session_id: id });
    session?.emit('vad.silence', { endpoint_id: id, silence_duration_ms: 2 });
    expect((await second.next()).data).toMatchObject({ silence_duration_ms: 2 });
    expect(await (await fetch(`${rig.url}/metrics`)).text()).toContain('rtpbridge_events_dropped_total 0');
  });

  test('is told of to a client that closes its half of the connection', async () => {
    await using rig = await Rig.start({ settings: { disconnectTimeoutSecs: 12 } });
    await using client = await Client.connect(rig.address);
    await client.createSession();
    (client.socket as unknown as { _socket: { end(): void } })._socket.end();
    expect(await client.next()).toEqual({ event: 'session.orphaned', data: { timeout_remaining_ms: 12_000 } });
  });
});

describe('a session that nobody uses', () => {
  test('ends when it has no endpoint for empty_session_timeout_secs', async () => {
    await using rig = await Rig.start({ settings: { emptySessionTimeoutSecs: 3 } });
    await using client = await Client.connect(rig.address);
    const id = await client.createSession();
    rig.clock.advance(2999);
    await client.result('session.info');
    rig.clock.advance(1);
    const data = { session_id: id, empty_timeout_secs: 3 };
    expect(await client.next()).toEqual({ event: 'session.empty_timeout', data });
    expect(await client.code('session.info')).toBe('SESSION_GONE');
    expect(await client.code('session.create')).toBe('SESSION_ALREADY_BOUND');
    expect(await client.code('session.destroy')).toBe('SESSION_NOT_FOUND');
    expect(await client.code('session.info')).toBe('NO_SESSION');
    expect(await client.createSession()).not.toBe(id);
  });

  test('ends when nothing happened for session_idle_timeout_secs', async () => {
    await using rig = await Rig.start({ settings: { sessionIdleTimeoutSecs: 10 } });
    await using client = await Client.connect(rig.address);
    const id = await client.createSession();
    rig.clock.advance(9000);
    await client.result('session.info');
    rig.clock.advance(9000);
    expect((await fetch(`${rig.url}/sessions/${id}`)).status).toBe(200);
    rig.clock.advance(9000);
    expect(rig.server.registry.size).toBe(1);
    rig.clock.advance(2000);
    expect(await client.next()).toEqual({
      event: 'session.idle_timeout',
      data: { session_id: id, idle_timeout_secs: 10 },
    });
    expect(await client.code('session.info')).toBe('SESSION_GONE');
  });

  test('is not empty while it has an endpoint, and counts from the last one on', async () => {
    await using rig = await Rig.start({ settings: { emptySessionTimeoutSecs: 3 } });
    await using client = await Client.connect(rig.address);
    await client.createSession();
    rig.clock.advance(2999);
    const { endpoint_id } = await client.result('endpoint.create_tone', { tone: 'beep' });
    rig.clock.advance(60_000);
    await client.result('endpoint.remove', { endpoint_id });
    rig.clock.advance(2999);
    expect(rig.server.registry.size).toBe(1);
    rig.clock.advance(1);
    expect((await client.next()).event).toBe('session.empty_timeout');
  });

  test('is not idle while a tone plays, and is once that has finished', async () => {
    await using rig = await Rig.start({ settings: { sessionIdleTimeoutSecs: 10 } });
    await using client = await Client.connect(rig.address);
    await client.createSession();
    await client.result('endpoint.create_tone', { tone: 'sine', duration_ms: 30_000 });
    for (let second = 0; second < 29; second++) {
      await rig.engine.run(1000);
      rig.clock.advance(1000);
    }
    expect(rig.server.registry.size).toBe(1);
    await rig.engine.run(2000);
    expect((await client.next()).event).toBe('endpoint.tone.finished');
    rig.clock.advance(12_000);
    expect((await client.next()).event).toBe('session.idle_timeout');
    expect(rig.engine.stats()).toMatchObject({ sessions: 0 });
  });

  test('takes its endpoints along into the figures of the server', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address);
    await client.createSession();
    await client.result('endpoint.create_tone', { tone: 'beep' });
    const figures = async (): Promise<string[]> => {
      const text = await (await fetch(`${rig.url}/metrics`)).text();
      return text.split('\n').filter((line) => /^rtpbridge_endpoints_(total|active) /.test(line));
    };
    expect(await figures()).toEqual(['rtpbridge_endpoints_total 1', 'rtpbridge_endpoints_active 1']);
    await client.result('session.destroy');
    await eventually(() => rig.server.registry.size === 0);
    expect(await figures()).toEqual(['rtpbridge_endpoints_total 1', 'rtpbridge_endpoints_active 0']);
  });
});
