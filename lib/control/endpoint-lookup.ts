import { CommandError, type ControlErrorCode } from '../protocol/control/index.js';
import type { ControlSession } from './control-session.js';
import { FileEndpoint } from './endpoints/file.js';
import { RtpEndpoint } from './endpoints/rtp.js';
import { SessionEndpoint } from './endpoints/session-endpoint.js';

/** The endpoint of that id in `session`. @throws CommandError `code`. */
export function sessionEndpointOf(
  session: ControlSession,
  id: string,
  code: ControlErrorCode = 'ENDPOINT_ERROR',
): SessionEndpoint {
  const endpoint = session.endpoints.get(id);
  if (!(endpoint instanceof SessionEndpoint)) throw new CommandError(code, `Endpoint not found: ${id}.`);
  return endpoint;
}

/** The RTP endpoint of that id. @throws CommandError ENDPOINT_ERROR with `otherwise` for one of another type. */
export function rtpEndpointOf(session: ControlSession, id: string, otherwise: string): RtpEndpoint {
  const endpoint = sessionEndpointOf(session, id);
  if (!(endpoint instanceof RtpEndpoint)) throw new CommandError('ENDPOINT_ERROR', otherwise);
  return endpoint;
}

/** The file endpoint of that id. @throws CommandError ENDPOINT_ERROR. */
export function fileEndpointOf(session: ControlSession, id: string): FileEndpoint {
  const endpoint = sessionEndpointOf(session, id);
  if (!(endpoint instanceof FileEndpoint)) throw new CommandError('ENDPOINT_ERROR', 'Not a file endpoint.');
  return endpoint;
}

/** @throws CommandError ENDPOINT_ERROR when the session has as many endpoints as it may. */
export function assertRoom(session: ControlSession, message = 'MAX_ENDPOINTS_REACHED: the session is full.'): void {
  if (session.isFull) throw new CommandError('ENDPOINT_ERROR', message);
}
