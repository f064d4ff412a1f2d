import { sessionCommand } from '../command.js';
import { rtpEndpointOf } from '../endpoint-lookup.js';
import { assertSdpSize } from '../sdp-rules.js';

/** Takes the peer's answer to our last description. */
export const endpointAcceptAnswer = sessionCommand(
  'endpoint.accept_answer',
  ({ session, services }, { endpoint_id, sdp }) => {
    assertSdpSize(sdp, services.settings);
    rtpEndpointOf(session, endpoint_id, "This endpoint doesn't accept SDP answers.").accept(sdp);
    return {};
  },
);
