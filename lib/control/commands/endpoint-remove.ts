import { sessionCommand } from '../command.js';
import { removeEndpoint } from '../endpoint-lifecycle.js';
import { sessionEndpointOf } from '../endpoint-lookup.js';

/** Closes an endpoint, with its monitor and its own recordings. */
export const endpointRemove = sessionCommand('endpoint.remove', ({ session }, { endpoint_id }) => {
  removeEndpoint(session, sessionEndpointOf(session, endpoint_id).id);
  return {};
});
