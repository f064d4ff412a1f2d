import { sessionCommand } from '../command.js';
import { fileEndpointOf } from '../endpoint-lookup.js';

/** Goes on elsewhere in a file. */
export const endpointFileSeek = sessionCommand('endpoint.file.seek', ({ session }, { endpoint_id, position_ms }) => {
  fileEndpointOf(session, endpoint_id).seek(position_ms);
  return {};
});

/** Halts a file; nothing happens when it is halted. */
export const endpointFilePause = sessionCommand('endpoint.file.pause', ({ session }, { endpoint_id }) => {
  fileEndpointOf(session, endpoint_id).pause();
  return {};
});

/** Lets a halted file go on; nothing happens when it plays. */
export const endpointFileResume = sessionCommand('endpoint.file.resume', ({ session }, { endpoint_id }) => {
  fileEndpointOf(session, endpoint_id).resume();
  return {};
});
