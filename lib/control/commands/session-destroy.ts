import { CommandError } from '../../protocol/control/index.js';
import { sessionCommand } from '../command.js';

/** Ends a session. Answers at once; what is in the session is closed afterwards. */
export const sessionDestroy = sessionCommand(
  'session.destroy',
  ({ session, bindings }) => {
    bindings.unbind(session);
    if (session.ended) throw new CommandError('SESSION_NOT_FOUND', 'The session has already ended by itself.');
    void session.end();
    return {};
  },
  { takesTurn: false },
);
