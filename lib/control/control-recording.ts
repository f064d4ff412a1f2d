import type { EventData, RecordingRow } from '../protocol/control/index.js';

/** Why a recording ended though no `recording.stop` asked for it. */
export type RecordingStopReason = EventData<'recording.stopped'>['reason'];

/** A running recording of a session. */
export interface ControlRecording {
  /** A UUID. */
  readonly id: string;
  /** The only endpoint recorded; null: all of the session. */
  readonly endpointId: string | null;
  /** Packets written so far. */
  readonly packets: number;
  /** Its row of `session.info`. */
  describe(): RecordingRow;
  /** Ends it and tells `recording.stopped`; settles when the file is complete. Never rejects. */
  stop(reason: RecordingStopReason): Promise<void>;
}
