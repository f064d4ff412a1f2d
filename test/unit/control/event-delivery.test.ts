import { describe, expect, test } from 'vitest';
import { controlCommands } from '../../../lib/control/commands/index.js';
import { type ControlSession, sessionCommand } from '../../../lib/control/index.js';
import { Client } from './client.js';
import { eventually, Rig } from './rig.js';

const endpointId = '5b0d1f0e-7d3f-4a51-9a0e-0f6f2c1f9a77';

function tellDigit(session: ControlSession, digit = '1'): void {
  session.emit('dtmf', { endpoint_id: endpointId, digit, duration_ms: 100 });
}

function tellState(session: ControlSession): void {
  session.emit('endpoint.state_changed', { endpoint_id: endpointId, old_state: 'playing', new_state: 'paused' });
}

/** A rig whose `stats.unsubscribe` tells events, waits, and tells events again. */
async function startTelling(options: Parameters<typeof Rig.start>[0] = {}): Promise<Rig> {
  const telling = sessionCommand('stats.unsubscribe', async ({ session }) => {
    tellDigit(session);
    tellState(session);
    await new Promise((resolve) => setTimeout(resolve, 20));
    tellDigit(session, '2');
    return {};
  });
  return Rig.start({ ...options, commands: [...controlCommands, telling] });
}

async function metric(rig: Rig, name: string): Promise<number> {
  const text = await (await fetch(`${rig.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

describe('events', () => {
  test('that a command causes follow its response directly, priority first, before the next response', async () => {
    await using rig = await startTelling();
    await using client = await Client.connect(rig.address);
    await client.createSession();
    const [first, second] = [client.ask('stats.unsubscribe'), client.ask('session.list')];
    expect(await client.next()).toMatchObject({ id: first });
    expect(await client.next()).toMatchObject({ event: 'endpoint.state_changed' });
    expect(await client.next()).toMatchObject({ event: 'dtmf', data: { digit: '1' } });
    expect(await client.next()).toMatchObject({ event: 'dtmf', data: { digit: '2' } });
    expect(await client.next()).toMatchObject({ id: second });
    expect(await metric(rig, 'rtpbridge_dtmf_events_total')).toBe(2);
  });

  test('go to the client of their own session alone', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address);
    await using other = await Client.connect(rig.address);
    const id = await client.createSession();
    await other.createSession();
    tellDigit(rig.server.registry.find(id) as ControlSession);
    expect(await client.next()).toEqual({
      event: 'dtmf',
      data: { endpoint_id: endpointId, digit: '1', duration_ms: 100 },
    });
    expect(await other.result('session.list')).toBeDefined();
  });

  test('beyond the queues are dropped and counted, and the client is told how many', async () => {
    await using rig = await startTelling({ settings: { eventQueueSize: 4, priorityEventQueueSize: 2 } });
    await using client = await Client.connect(rig.address);
    const session = rig.server.registry.find(await client.createSession()) as ControlSession;
    const id = client.ask('stats.unsubscribe');
    await eventually(() => session.turns.isBusy);
    // Two of these and the command's own fill both queues; the command's last digit is dropped as well.
    for (let count = 0; count < 5; count++) tellState(session);
    for (let count = 0; count < 5; count++) tellDigit(session, '5');
    expect(await client.next()).toMatchObject({ id });
    expect(await client.next()).toEqual({ event: 'events.dropped', data: { count: 7 } });
    const events = [await client.next(), await client.next(), await client.next()];
    events.push(await client.next(), await client.next(), await client.next());
    const [state, digit] = ['endpoint.state_changed', 'dtmf'];
    expect(events.map(({ event }) => event)).toEqual([state, state, digit, state, state, state]);
    expect(await metric(rig, 'rtpbridge_events_dropped_total')).toBe(7);
    tellDigit(session);
    expect(await client.next()).toMatchObject({ event: 'dtmf' });
  });

  test('are dropped for a client that does not read, and neither it nor others are harmed', async () => {
    await using rig = await Rig.start();
    await using slow = await Client.connect(rig.address);
    await using other = await Client.connect(rig.address);
    const session = rig.server.registry.find(await slow.createSession()) as ControlSession;
    await other.createSession();
    slow.socket.pause();
    let told = 0;
    const filler = 'x'.repeat(10_000);
    while ((await metric(rig, 'rtpbridge_events_dropped_total')) < 100) {
      for (let count = 0; count < 200; count++, told++)
        session.emit('vad.error', { endpoint_id: endpointId, error: filler });
      expect(await other.result('session.info')).toMatchObject({ state: 'active' });
    }
    slow.socket.resume();
    let [heard, dropped] = [0, 0];
    while (heard + dropped < told) {
      const { event, data } = await slow.next();
      if (event === 'vad.error') heard++;
      else if (event === 'events.dropped') dropped += data?.['count'] as number;
    }
    expect([heard + dropped, dropped]).toEqual([told, await metric(rig, 'rtpbridge_events_dropped_total')]);
    expect(await slow.result('session.info')).toMatchObject({ state: 'active' });
  });
});

describe('by extension', () => {
  test('events carry numbers, and come again after an attach that names the last one seen', async () => {
    await using rig = await Rig.start();
    const first = await Client.connect(rig.address);
    const id = await first.createSession({ extensions: { replay: true } });
    const session = rig.server.registry.find(id) as ControlSession;
    tellDigit(session, '1');
    expect(await first.next()).toMatchObject({ event: 'dtmf', seq: 1 });
    await first.close();
    await eventually(() => session.state === 'orphaned');
    for (let count = 0; count < 600; count++) tellDigit(session, '2');
    await using second = await Client.connect(rig.address);
    const attached = await second.result('session.attach', { session_id: id, extensions: { since: 1 } });
    expect(attached).toEqual({ replayed: 600, lost: 0 });
    tellDigit(session, '3');
    for (let seq = 2; seq <= 601; seq++) expect(await second.next()).toMatchObject({ seq, data: { digit: '2' } });
    expect(await second.next()).toMatchObject({ seq: 602, data: { digit: '3' } });
  });

  test('events that are too old for that are counted as lost', async () => {
    await using rig = await Rig.start();
    const first = await Client.connect(rig.address);
    const id = await first.createSession({ extensions: { replay: true } });
    await first.close();
    const session = rig.server.registry.find(id) as ControlSession;
    await eventually(() => session.state === 'orphaned');
    for (let count = 0; count < 1005; count++) tellDigit(session);
    await using second = await Client.connect(rig.address);
    const attached = await second.result('session.attach', { session_id: id, extensions: { since: 2 } });
    expect(attached).toEqual({ replayed: 1000, lost: 3 });
    expect((await second.next()).seq).toBe(6);
  });

  test('one connection has several sessions, each named in requests and events', async () => {
    await using rig = await Rig.start();
    await using client = await Client.connect(rig.address);
    const own = await client.createSession();
    const extensions = { multiplex: true };
    const [a, b] = [await client.createSession({ extensions }), await client.createSession({ extensions })];
    expect(await client.result('session.info')).toMatchObject({ session_id: own });
    expect(await client.result('session.info', null, { session_id: a })).toMatchObject({ session_id: a });
    expect(await client.result('session.info', null, { session_id: own })).toMatchObject({ session_id: own });
    expect(await client.code('session.info', null, { session_id: endpointId })).toBe('NO_SESSION');
    tellDigit(rig.server.registry.find(b) as ControlSession);
    expect(await client.next()).toMatchObject({ event: 'dtmf', session_id: b });
    tellDigit(rig.server.registry.find(own) as ControlSession);
    expect(await client.next()).not.toHaveProperty('session_id');
    expect(await client.result('session.destroy', null, { session_id: a })).toEqual({});
    expect(await client.code('session.info', null, { session_id: a })).toBe('NO_SESSION');
    await client.close();
    await eventually(() => rig.server.registry.list().every(({ state }) => state === 'orphaned'));
    await using next = await Client.connect(rig.address);
    await next.result('session.attach', { session_id: b, extensions });
    expect(await next.result('session.info', null, { session_id: b })).toMatchObject({ state: 'active' });
  });
});
