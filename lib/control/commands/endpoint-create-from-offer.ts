import { asksForWebRtc, readPlainAudio } from '../../protocol/sdp/index.js';
import { sessionCommand } from '../command.js';
import { admitEndpoint } from '../endpoint-lifecycle.js';
import { assertRoom } from '../endpoint-lookup.js';
import { RtpEndpoint } from '../endpoints/rtp.js';
import { RtpNegotiation } from '../endpoints/rtp-negotiation.js';
import { mediaAddress } from '../media-address.js';
import { assertSdpSize, webRtcRefused } from '../sdp-rules.js';

/** Makes an endpoint from the peer's offer and answers it. It is connected at once. */
export const endpointCreateFromOffer = sessionCommand(
  'endpoint.create_from_offer',
  async ({ session, services }, { sdp, direction }) => {
    assertSdpSize(sdp, services.settings);
    assertRoom(session);
    if (asksForWebRtc(sdp)) throw webRtcRefused();
    const offer = readPlainAudio(sdp);
    const address = await mediaAddress(services.settings.mediaAddress, offer.remote?.address ?? null);
    const negotiation = RtpNegotiation.answering(offer);
    const endpoint = new RtpEndpoint(session, { services, direction, address, negotiation }, 'connected');
    admitEndpoint(session, endpoint, () => endpoint.connect());
    return { endpoint_id: endpoint.id, sdp_answer: endpoint.description() };
  },
);
