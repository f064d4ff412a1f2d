import { CommandError } from '../protocol/control/index.js';
import type { ControlEndpoint } from './control-endpoint.js';
import type { RecordingStopReason } from './control-recording.js';
import type { ControlSession } from './control-session.js';
import { digitTurns } from './digit-turns.js';

/**
 * Starts a new endpoint and puts it in its session. Whatever goes wrong closes the endpoint.
 *
 * @throws CommandError ENDPOINT_ERROR when the session filled up or ended meanwhile; whatever `start` throws.
 */
export function admitEndpoint(
  session: ControlSession,
  endpoint: ControlEndpoint,
  start: () => void = () => undefined,
): void {
  try {
    start();
    if (!session.addEndpoint(endpoint)) throw new CommandError('ENDPOINT_ERROR', 'MAX_ENDPOINTS_REACHED: no room.');
  } catch (error) {
    endpoint.close();
    throw error;
  }
}

/** Takes an endpoint out of its session for good, with all that watches or records it alone. */
export function removeEndpoint(session: ControlSession, endpointId: string): void {
  session.voiceMonitors.get(endpointId)?.close();
  session.voiceMonitors.delete(endpointId);
  digitTurns.discard(session, endpointId);
  stopRecordingsOf(session, endpointId, 'endpoint_removed');
  session.closeEndpoint(endpointId);
}

/** Ends the recordings of this endpoint alone. */
export function stopRecordingsOf(session: ControlSession, endpointId: string, reason: RecordingStopReason): void {
  for (const recording of [...session.recordings.values()]) {
    if (recording.endpointId === endpointId) void recording.stop(reason);
  }
}
