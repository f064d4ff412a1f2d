import { errorMessage } from '../../core/index.js';
import { CommandError } from '../../protocol/control/index.js';
import { sessionCommand } from '../command.js';
import type { ControlSession } from '../control-session.js';
import { digitTurns } from '../digit-turns.js';
import { stopRecordingsOf } from '../endpoint-lifecycle.js';
import { rtpEndpointOf } from '../endpoint-lookup.js';
import type { RtpEndpoint } from '../endpoints/rtp.js';
import { forgetHearing } from '../hearing.js';

/** Moves an endpoint to another session; its peer notices nothing. Tells nobody when it cannot be done. */
export const endpointTransfer = sessionCommand(
  'endpoint.transfer',
  ({ session, registry }, { endpoint_id, target_session_id }) => {
    if (target_session_id === session.id) {
      throw new CommandError('INVALID_PARAMS', 'target_session_id is the session the endpoint is in.');
    }
    const target = registry.find(target_session_id);
    if (!target) throw new CommandError('SESSION_NOT_FOUND', `There is no session ${target_session_id}.`);
    const endpoint = rtpEndpointOf(session, endpoint_id, 'Only RTP and WebRTC endpoints can be transferred.');
    move(endpoint, session, target);
    tell(endpoint, session, target);
    return { endpoint_id, target_session_id };
  },
);

function move(endpoint: RtpEndpoint, source: ControlSession, target: ControlSession): void {
  if (target.isFull) throw new CommandError('TRANSFER_FAILED', 'Maximum endpoints per session reached.');
  try {
    endpoint.moveTo(target);
  } catch (error) {
    throw new CommandError('TRANSFER_FAILED', errorMessage(error), { cause: error });
  }
  source.releaseEndpoint(endpoint.id);
  target.adoptEndpoint(endpoint);
  forgetHearing(endpoint, source);
  digitTurns.discard(source, endpoint.id);
  stopRecordingsOf(source, endpoint.id, 'endpoint_transferred');
  const monitor = source.voiceMonitors.get(endpoint.id);
  source.voiceMonitors.delete(endpoint.id);
  if (monitor) target.voiceMonitors.set(endpoint.id, monitor);
}

function tell(endpoint: RtpEndpoint, source: ControlSession, target: ControlSession): void {
  const { id: endpoint_id, type, direction, state } = endpoint;
  source.emit('endpoint.transferred_out', { endpoint_id, target_session_id: target.id });
  const source_session_id = source.id;
  target.emit('endpoint.transferred_in', { endpoint_id, source_session_id, endpoint_type: type, direction, state });
}
