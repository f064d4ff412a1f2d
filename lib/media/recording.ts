/** Why a recording ended: `stop()`, the endpoint closed, or the disk refused (the call goes on). */
export type RecordingEnd = 'stopped' | 'closed' | 'failed';

export interface RecordingReport {
  readonly reason: RecordingEnd;
  readonly path: string;
  readonly durationMs: number;
  /** With `failed`: what the operating system said, e.g. ENOSPC. */
  readonly error?: string;
}

/** A WAV file being written with what an endpoint receives. */
export interface Recording {
  readonly path: string;
  /** Settles when the file is complete on disk. Never rejects. */
  readonly finished: Promise<RecordingReport>;
  /** Ends it; `finished` settles once the file is complete. */
  stop(): Promise<RecordingReport>;
}
