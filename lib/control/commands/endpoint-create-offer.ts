import { sessionCommand } from '../command.js';
import { admitEndpoint } from '../endpoint-lifecycle.js';
import { assertRoom } from '../endpoint-lookup.js';
import { RtpEndpoint } from '../endpoints/rtp.js';
import { RtpNegotiation } from '../endpoints/rtp-negotiation.js';
import { mediaAddress } from '../media-address.js';
import { webRtcRefused } from '../sdp-rules.js';

/** Makes an endpoint and offers it; it takes part once the answer has come. */
export const endpointCreateOffer = sessionCommand(
  'endpoint.create_offer',
  async ({ session, services }, { type, direction, srtp, codecs }) => {
    assertRoom(session);
    if (type === 'webrtc') throw webRtcRefused();
    const address = await mediaAddress(services.settings.mediaAddress, null);
    const negotiation = RtpNegotiation.offering(codecs, srtp);
    const endpoint = new RtpEndpoint(session, { services, direction, address, negotiation }, 'connecting');
    admitEndpoint(session, endpoint);
    return { endpoint_id: endpoint.id, sdp_offer: endpoint.description() };
  },
);
