import { randomUUID } from 'node:crypto';
import type { Clock } from '../core/index.js';
import type { Recording, RecordingReport } from '../media/index.js';
import type { MethodResult, RecordingRow } from '../protocol/control/index.js';
import type { ControlRecording, RecordingStopReason } from './control-recording.js';
import type { ControlSession } from './control-session.js';

type Report = MethodResult<'recording.stop'>;

/** How long the disk is waited for. */
export interface FlushLimits {
  readonly clock: Clock;
  /** Of an answer; `recording.stopped` waits twice as long. */
  readonly flushMs: number;
}

/** An answer comes before the limit of the command that waits for it, whatever the disk does. */
const longestAnswerMs = 4000;

/** A file that is written with what is said in a session, or by one of its endpoints. */
export class SessionRecording implements ControlRecording {
  readonly id: string = randomUUID();
  readonly endpointId: string | null;
  readonly #session: ControlSession;
  readonly #media: Recording;
  readonly #limits: FlushLimits;
  readonly #beganAtMs: number;
  #ended = false;

  /** Tells the session when the file fails. */
  constructor(session: ControlSession, endpointId: string | null, media: Recording, limits: FlushLimits) {
    this.#session = session;
    this.endpointId = endpointId;
    this.#media = media;
    this.#limits = limits;
    this.#beganAtMs = limits.clock.nowMs();
    void media.finished.then((report) => {
      if (report.reason === 'failed' && !this.#ended) this.#tell('write_error', report);
    });
  }

  get packets(): number {
    return this.#media.packets;
  }

  describe(): RecordingRow {
    const { id, endpointId } = this;
    return { recording_id: id, endpoint_id: endpointId, file_path: this.#media.path, state: 'active' };
  }

  setPaused(paused: boolean): void {
    if (paused) this.#media.pause();
    else this.#media.resume();
  }

  /** Ends it at the wish of the client, whose answer tells so; a slow disk may go on writing behind it. */
  async finish(): Promise<Report> {
    this.#ended = true;
    const report = await this.#stopMedia(Math.min(this.#limits.flushMs, longestAnswerMs), 'stopped');
    this.#session.removeRecording(this.id);
    return reportOf(report);
  }

  async stop(reason: RecordingStopReason): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#tell(reason, await this.#stopMedia(2 * this.#limits.flushMs, 'failed'));
  }

  /** Its report; after `limitMs` without one, what is known then, with `late` for a reason. */
  #stopMedia(limitMs: number, late: RecordingReport['reason']): Promise<RecordingReport> {
    const { clock } = this.#limits;
    const { path, packets, droppedPackets } = this.#media;
    const durationMs = clock.nowMs() - this.#beganAtMs;
    return new Promise((resolve) => {
      const cancel = clock.schedule(limitMs, () =>
        resolve({ reason: late, path, durationMs, packets, droppedPackets }),
      );
      void this.#media.stop().then((report) => {
        cancel();
        resolve(report);
      });
    });
  }

  #tell(reason: RecordingStopReason, report: RecordingReport): void {
    this.#ended = true;
    this.#session.removeRecording(this.id);
    const why = report.reason === 'failed' ? 'write_error' : reason;
    this.#session.emit('recording.stopped', { recording_id: this.id, ...reportOf(report), reason: why });
  }
}

function reportOf({ path, durationMs, packets, droppedPackets }: RecordingReport): Report {
  return { file_path: path, duration_ms: Math.round(durationMs), packets, dropped_packets: droppedPackets };
}
