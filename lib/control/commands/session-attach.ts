import { CommandError } from '../../protocol/control/index.js';
import { connectionCommand } from '../command.js';

/** Takes over an orphaned session. */
export const sessionAttach = connectionCommand(
  'session.attach',
  async ({ registry, bindings, client }, { session_id, extensions }) => {
    const multiplex = extensions?.multiplex ?? false;
    bindings.assertRoom(multiplex);
    const session = registry.find(session_id);
    if (!session) throw new CommandError('SESSION_NOT_FOUND', `There is no session ${session_id}.`);
    if (session.turns.isFull) throw new CommandError('SESSION_BUSY', 'The session has too much to do.');
    return session.turns.run(() => {
      if (session.ended) throw new CommandError('SESSION_NOT_FOUND', `The session ${session_id} has ended.`);
      if (session.state !== 'orphaned') {
        throw new CommandError('SESSION_NOT_ORPHANED', 'The session still has an owner.');
      }
      session.attach(client);
      bindings.bind(session, multiplex);
      if (extensions?.since === undefined) return {};
      const { events, lost } = session.eventsSince(extensions.since);
      client.replay(session, events);
      return { replayed: events.length, lost };
    });
  },
);
