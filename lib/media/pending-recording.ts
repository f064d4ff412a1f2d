import type { NativeEngine, NativeHandle } from '../native/index.js';
import type { Recording, RecordingEnd, RecordingReport } from './recording.js';

/** Order of `RecordingEnd` in `native/session/event.h`. */
const ends: readonly RecordingEnd[] = ['stopped', 'closed', 'failed'];

/** A recording that runs in the engine until its end event comes. */
export class PendingRecording implements Recording {
  readonly path: string;
  readonly finished: Promise<RecordingReport>;
  readonly #engine: NativeEngine;
  readonly #handle: NativeHandle;
  #settle: (report: RecordingReport) => void = () => undefined;
  #ended = false;

  constructor(engine: NativeEngine, handle: NativeHandle, path: string) {
    this.path = path;
    this.#engine = engine;
    this.#handle = handle;
    this.finished = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  stop(): Promise<RecordingReport> {
    if (!this.#ended) this.#engine.stopRecording(this.#handle);
    return this.finished;
  }

  /** The engine says that it ended. */
  end(durationMs: number, end: number, error: string): void {
    this.#ended = true;
    const reason = ends[end] ?? 'failed';
    const report = { reason, path: this.path, durationMs };
    this.#settle(reason === 'failed' ? { ...report, error } : report);
  }
}
