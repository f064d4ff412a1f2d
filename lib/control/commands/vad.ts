import { CommandError } from '../../protocol/control/index.js';
import { sessionCommand } from '../command.js';
import { sessionEndpointOf } from '../endpoint-lookup.js';
import { VoiceMonitor } from '../voice-monitor.js';

/** Reports speech and silence of an endpoint; a second time, by the new rules. */
export const vadStart = sessionCommand(
  'vad.start',
  ({ session }, { endpoint_id, silence_interval_ms, speech_threshold }) => {
    const endpoint = sessionEndpointOf(session, endpoint_id, 'VAD_ERROR');
    session.voiceMonitors.get(endpoint_id)?.close();
    const monitor = new VoiceMonitor(endpoint, silence_interval_ms, speech_threshold);
    session.voiceMonitors.set(endpoint_id, monitor);
    return {};
  },
);

/** Ends the reports. */
export const vadStop = sessionCommand('vad.stop', ({ session }, { endpoint_id }) => {
  const { id } = sessionEndpointOf(session, endpoint_id, 'VAD_ERROR');
  const monitor = session.voiceMonitors.get(id);
  if (!monitor) throw new CommandError('VAD_ERROR', 'VAD not active on this endpoint.');
  monitor.close();
  session.voiceMonitors.delete(id);
  return {};
});
