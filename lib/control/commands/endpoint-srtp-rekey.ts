import { sessionCommand } from '../command.js';
import { rtpEndpointOf } from '../endpoint-lookup.js';

/** Sends with a new key from now on, and offers it. */
export const endpointSrtpRekey = sessionCommand('endpoint.srtp_rekey', ({ session }, { endpoint_id }) => {
  const endpoint = rtpEndpointOf(session, endpoint_id, 'Not a plain RTP endpoint.');
  endpoint.rekey();
  return { sdp: endpoint.description() };
});
