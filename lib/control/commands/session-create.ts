import { connectionCommand } from '../command.js';

/** Makes a session and binds it to the connection. */
export const sessionCreate = connectionCommand(
  'session.create',
  ({ registry, bindings, client }, { extensions = {} }) => {
    const { replay = false, multiplex = false } = extensions as { replay?: boolean; multiplex?: boolean };
    bindings.assertRoom(multiplex);
    const session = registry.create(client, { replay });
    bindings.bind(session, multiplex);
    return { session_id: session.id };
  },
);
