import { mkdir } from 'node:fs/promises';
import type { Recording, RecordingOptions } from '../../media/index.js';
import { CommandError } from '../../protocol/control/index.js';
import { sessionCommand } from '../command.js';
import type { ControlSession } from '../control-session.js';
import { sessionEndpointOf } from '../endpoint-lookup.js';
import { recordingPath } from '../recording-path.js';
import { SessionRecording } from '../session-recording.js';

/** Records a session, or one endpoint, to a new file, which is there when it answers. */
export const recordingStart = sessionCommand(
  'recording.start',
  async ({ session, services }, { file_path, endpoint_id, format, layout, beep, sent_too }) => {
    const { clock, settings } = services;
    const { recordingDir, maxRecordingsPerSession: limit, recordingChannelSize: queuePackets } = settings;
    await mkdir(recordingDir, { recursive: true }).catch(() => undefined);
    const path = await recordingPath(recordingDir, file_path);
    const endpoint = endpoint_id === null ? null : sessionEndpointOf(session, endpoint_id, 'RECORDING_ERROR').media;
    if (session.recordings.size >= limit) throw tooMany(limit);
    const options = { format, layout, beep, sentToo: sent_too, queuePackets, ...(endpoint && { endpoint }) };
    const limits = { clock, flushMs: settings.recordingFlushTimeoutSecs * 1000 };
    const recording = new SessionRecording(session, endpoint_id, await begin(session, path, options), limits);
    if (!session.addRecording(recording)) {
      await recording.finish();
      throw tooMany(limit);
    }
    return { recording_id: recording.id };
  },
);

/** Ends a recording; its file is complete then, unless the disk takes longer than it is waited for. */
export const recordingStop = sessionCommand('recording.stop', ({ session }, { recording_id }) =>
  recordingOf(session, recording_id).finish(),
);

/** Halts a recording; its time goes on. */
export const recordingPause = sessionCommand('recording.pause', ({ session }, { recording_id }) => {
  recordingOf(session, recording_id).setPaused(true);
  return {};
});

/** Lets a halted recording go on. */
export const recordingResume = sessionCommand('recording.resume', ({ session }, { recording_id }) => {
  recordingOf(session, recording_id).setPaused(false);
  return {};
});

async function begin(session: ControlSession, path: string, options: RecordingOptions): Promise<Recording> {
  const recording = session.media.record(path, options);
  if (await recording.started) return recording;
  const { error = 'unknown reason' } = await recording.finished;
  throw new CommandError('RECORDING_ERROR', `Cannot create recording file: ${error}`);
}

function recordingOf(session: ControlSession, id: string): SessionRecording {
  const recording = session.recordings.get(id);
  if (recording instanceof SessionRecording) return recording;
  throw new CommandError('RECORDING_ERROR', `Recording not found: ${id}.`);
}

function tooMany(limit: number): CommandError {
  return new CommandError('RECORDING_ERROR', `Maximum concurrent recordings per session reached: ${limit}.`);
}
