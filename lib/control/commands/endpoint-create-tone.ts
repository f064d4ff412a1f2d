import { sessionCommand } from '../command.js';
import { admitEndpoint } from '../endpoint-lifecycle.js';
import { assertRoom } from '../endpoint-lookup.js';
import { ToneEndpoint } from '../endpoints/tone.js';

/** Makes an endpoint that plays a tone to its session. */
export const endpointCreateTone = sessionCommand(
  'endpoint.create_tone',
  ({ session }, { tone, frequency, duration_ms }) => {
    assertRoom(session, 'max endpoints reached');
    const endpoint = new ToneEndpoint(session, tone, frequency, duration_ms);
    admitEndpoint(session, endpoint);
    return { endpoint_id: endpoint.id, tone };
  },
);
