import { randomUUID } from 'node:crypto';
import type { Recording, RecordingReport } from '../media/index.js';
import type { MethodResult, RecordingRow } from '../protocol/control/index.js';
import type { ControlRecording, RecordingStopReason } from './control-recording.js';
import type { ControlSession } from './control-session.js';

type Report = MethodResult<'recording.stop'>;

/** A file that is written with what is said in a session, or by one of its endpoints. */
export class SessionRecording implements ControlRecording {
  readonly id: string = randomUUID();
  readonly endpointId: string | null;
  readonly #session: ControlSession;
  readonly #media: Recording;
  #packets = 0;
  #ended = false;

  /** Tells the session when the file fails. */
  constructor(session: ControlSession, endpointId: string | null, media: Recording) {
    this.#session = session;
    this.endpointId = endpointId;
    this.#media = media;
    void media.finished.then((report) => {
      if (report.reason === 'failed' && !this.#ended) this.#tell('write_error', report);
    });
  }

  /** Known when it has ended. */
  get packets(): number {
    return this.#packets;
  }

  describe(): RecordingRow {
    const { id, endpointId } = this;
    return { recording_id: id, endpoint_id: endpointId, file_path: this.#media.path, state: 'active' };
  }

  setPaused(paused: boolean): void {
    if (paused) this.#media.pause();
    else this.#media.resume();
  }

  /** Ends it at the wish of the client, whose answer tells so. */
  async finish(): Promise<Report> {
    this.#ended = true;
    const report = await this.#media.stop();
    this.#leave(report);
    return reportOf(report);
  }

  async stop(reason: RecordingStopReason): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#tell(reason, await this.#media.stop());
  }

  #tell(reason: RecordingStopReason, report: RecordingReport): void {
    this.#ended = true;
    this.#leave(report);
    const why = report.reason === 'failed' ? 'write_error' : reason;
    this.#session.emit('recording.stopped', { recording_id: this.id, ...reportOf(report), reason: why });
  }

  #leave({ packets }: RecordingReport): void {
    this.#packets = packets;
    this.#session.removeRecording(this.id);
  }
}

function reportOf({ path, durationMs, packets, droppedPackets }: RecordingReport): Report {
  return { file_path: path, duration_ms: Math.round(durationMs), packets, dropped_packets: droppedPackets };
}
