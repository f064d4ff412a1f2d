import { CommandError } from '../../protocol/control/index.js';
import { sessionCommand } from '../command.js';
import type { ControlSession } from '../control-session.js';
import { admitEndpoint } from '../endpoint-lifecycle.js';
import { assertRoom, sessionEndpointOf } from '../endpoint-lookup.js';
import { StreamEndpoint } from '../endpoints/stream.js';

/** Makes an endpoint whose audio goes over the client's own connection. */
export const endpointCreateStream = sessionCommand(
  'endpoint.create_stream',
  ({ session, services }, { direction, sample_rate: sampleRateHz, buffer_ms: bufferMs }) => {
    assertRoom(session);
    const endpoint = new StreamEndpoint(session, services, { direction, sampleRateHz, bufferMs });
    admitEndpoint(session, endpoint);
    return { endpoint_id: endpoint.id, stream: endpoint.stream };
  },
);

/** Tells when what was sent until now has been played. */
export const endpointStreamMark = sessionCommand('endpoint.stream.mark', ({ session }, { endpoint_id, name }) => {
  streamEndpointOf(session, endpoint_id).mark(name);
  return {};
});

/** Throws away what was sent and not played. */
export const endpointStreamClear = sessionCommand('endpoint.stream.clear', async ({ session }, { endpoint_id }) => {
  const { playedMs, clearedMs } = await streamEndpointOf(session, endpoint_id).clear();
  return { played_ms: playedMs, cleared_ms: clearedMs };
});

function streamEndpointOf(session: ControlSession, id: string): StreamEndpoint {
  const endpoint = sessionEndpointOf(session, id);
  if (!(endpoint instanceof StreamEndpoint)) throw new CommandError('ENDPOINT_ERROR', 'Not a stream endpoint.');
  return endpoint;
}
