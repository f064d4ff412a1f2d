import { CommandError } from '../../protocol/control/index.js';
import { sessionCommand } from '../command.js';
import { digitTurns } from '../digit-turns.js';
import { sessionEndpointOf } from '../endpoint-lookup.js';
import { RtpEndpoint } from '../endpoints/rtp.js';

/** Sends a digit to the peer of an endpoint; answers before it is sent. */
export const endpointDtmfInject = sessionCommand(
  'endpoint.dtmf.inject',
  ({ session, services }, { endpoint_id, digit, duration_ms, volume }) => {
    const endpoint = sessionEndpointOf(session, endpoint_id);
    const nowMs = services.clock.nowMs();
    if (digitTurns.isTaken(session, nowMs)) {
      throw new CommandError('ENDPOINT_ERROR', 'A DTMF injection is already in progress in this session.');
    }
    if (endpoint.type === 'file' || endpoint.type === 'tone') {
      throw new CommandError('ENDPOINT_ERROR', 'Cannot inject DTMF into file endpoint or tone endpoint.');
    }
    if (!(endpoint instanceof RtpEndpoint)) {
      throw new CommandError('ENDPOINT_ERROR', 'No telephone-event PT negotiated.');
    }
    endpoint.sendDigit(digit, duration_ms, volume);
    digitTurns.take(session, endpoint_id, nowMs, duration_ms);
    return {};
  },
);
