import { CommandError } from '../../protocol/control/index.js';
import { sessionCommand } from '../command.js';
import { admitEndpoint } from '../endpoint-lifecycle.js';
import { assertRoom } from '../endpoint-lookup.js';
import { BridgeEndpoint } from '../endpoints/bridge.js';

const full = 'Maximum endpoints per session reached.';

/** Lets the sessions hear each other through a pair of endpoints. */
export const sessionBridge = sessionCommand(
  'session.bridge',
  ({ session, registry }, { target_session_id, direction }) => {
    if (target_session_id === session.id) {
      throw new CommandError('INVALID_PARAMS', 'target_session_id is the session of this connection.');
    }
    const target = registry.find(target_session_id);
    if (!target) throw new CommandError('SESSION_NOT_FOUND', `There is no session ${target_session_id}.`);
    assertRoom(session, full);
    assertRoom(target, full);
    const [near, far] = BridgeEndpoint.pair(session, target, direction);
    admitEndpoint(session, near);
    admitEndpoint(target, far);
    return { endpoint_id: near.id, target_endpoint_id: far.id };
  },
);
