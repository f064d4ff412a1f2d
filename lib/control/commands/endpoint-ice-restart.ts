import { CommandError } from '../../protocol/control/index.js';
import { sessionCommand } from '../command.js';
import { sessionEndpointOf } from '../endpoint-lookup.js';

/** Refused: there are no WebRTC endpoints yet. */
export const endpointIceRestart = sessionCommand('endpoint.ice_restart', ({ session }, { endpoint_id }) => {
  sessionEndpointOf(session, endpoint_id);
  throw new CommandError('ENDPOINT_ERROR', 'Not a WebRTC endpoint.');
});
