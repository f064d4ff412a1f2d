import { describe, expect, test } from 'vitest';
import { controlCommands } from '../../../lib/control/commands/index.js';
import { type Command, sessionCommand } from '../../../lib/control/index.js';
import { Client } from './client.js';
import { eventually, Rig } from './rig.js';

/** The server's commands, with `stats.unsubscribe` as one that does not end before `release` is called. */
function withStuckCommand(): { commands: Command[]; release(): void; running(): number } {
  let release = (): void => undefined;
  let running = 0;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const stuck = sessionCommand('stats.unsubscribe', async () => {
    running++;
    await released;
    return {};
  });
  return { commands: [...controlCommands, stuck], release: () => release(), running: () => running };
}

describe('a session that does not answer', () => {
  test('lets a command fail 5 s after it was taken, and the next 5 s after it was not', async () => {
    const { commands, release, running } = withStuckCommand();
    await using rig = await Rig.start({ commands });
    await using client = await Client.connect(rig.address);
    await client.createSession();
    const first = client.request('stats.unsubscribe');
    await eventually(() => running() === 1);
    rig.clock.advance(4999);
    expect(client.takeAll()).toEqual([]);
    rig.clock.advance(1);
    expect((await first).error?.code).toBe('SESSION_UNRESPONSIVE');
    const timers = rig.clock.timerCount;
    const second = client.request('session.info');
    await eventually(() => rig.clock.timerCount > timers);
    rig.clock.advance(5000);
    expect((await second).error?.code).toBe('SESSION_UNRESPONSIVE');
    release();
    expect(await client.result('session.info')).toMatchObject({ state: 'active' });
  });

  test('harms no other session, and can be destroyed', async () => {
    const { commands, running } = withStuckCommand();
    await using rig = await Rig.start({ commands });
    await using client = await Client.connect(rig.address);
    await using other = await Client.connect(rig.address);
    await client.createSession();
    await other.createSession();
    const stuck = client.request('stats.unsubscribe');
    await eventually(() => running() === 1);
    expect(await other.result('session.info')).toMatchObject({ state: 'active' });
    rig.clock.advance(5000);
    await stuck;
    expect(await client.result('session.destroy')).toEqual({});
  });

  test('is too busy to be attached to when 64 commands wait', async () => {
    const { commands, release, running } = withStuckCommand();
    await using rig = await Rig.start({ commands });
    const client = await Client.connect(rig.address);
    const id = await client.createSession();
    client.ask('stats.unsubscribe');
    await eventually(() => running() === 1);
    client.socket.terminate();
    const looks = Array.from({ length: 70 }, () => fetch(`${rig.url}/sessions/${id}`).then(({ status }) => status));
    const turns = rig.server.registry.find(id)?.turns;
    await eventually(() => turns?.isFull === true);
    await using second = await Client.connect(rig.address);
    expect(await second.code('session.attach', { session_id: id })).toBe('SESSION_BUSY');
    release();
    const statuses = await Promise.all(looks);
    expect(statuses.filter((status) => status === 200)).toHaveLength(64);
    expect(statuses.filter((status) => status === 503)).toHaveLength(6);
  });
});
