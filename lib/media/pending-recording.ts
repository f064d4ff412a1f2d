import type { NativeEngine, NativeHandle } from '../native/index.js';
import { keepAliveUntil } from './keep-alive.js';
import type { Recording, RecordingEnd, RecordingReport } from './recording.js';
import type { SourceEndpoint } from './source-endpoint.js';

/** Order of `RecordingEnd` in `native/session/event.h`. */
const ends: readonly RecordingEnd[] = ['stopped', 'closed', 'failed'];

/** A recording that runs in the engine until its end event comes. */
export class PendingRecording implements Recording {
  readonly path: string;
  readonly started: Promise<boolean>;
  readonly finished: Promise<RecordingReport>;
  readonly #engine: NativeEngine;
  readonly #handle: NativeHandle;
  readonly #beep: SourceEndpoint | undefined;
  #begin: (created: boolean) => void = () => undefined;
  #settle: (report: RecordingReport) => void = () => undefined;
  #packets = 0;
  #droppedPackets = 0;
  #ended = false;

  constructor(engine: NativeEngine, handle: NativeHandle, path: string, beep?: SourceEndpoint) {
    this.path = path;
    this.#engine = engine;
    this.#handle = handle;
    this.#beep = beep;
    this.started = new Promise((resolve) => {
      this.#begin = resolve;
    });
    this.finished = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get packets(): number {
    return this.#packets;
  }

  get droppedPackets(): number {
    return this.#droppedPackets;
  }

  pause(): void {
    this.#setPaused(true);
  }

  resume(): void {
    this.#setPaused(false);
  }

  stop(): Promise<RecordingReport> {
    if (!this.#ended) {
      this.#engine.stopRecording(this.#handle);
      keepAliveUntil(this.finished);
    }
    this.#beep?.close();
    return this.finished;
  }

  /** The engine says that there is a file. */
  begin(): void {
    this.#begin(true);
  }

  /** The engine says what is in it. */
  count(packets: number, droppedPackets: number): void {
    this.#packets = packets;
    this.#droppedPackets = droppedPackets;
  }

  /** The engine says that it ended. */
  end(durationMs: number, end: number, error: string): void {
    this.#ended = true;
    this.#begin(false); // without effect on a file that was created
    this.#beep?.close();
    const reason = ends[end] ?? 'failed';
    const { path } = this;
    const report = { reason, path, durationMs, packets: this.#packets, droppedPackets: this.#droppedPackets };
    this.#settle(reason === 'failed' ? { ...report, error } : report);
  }

  #setPaused(paused: boolean): void {
    if (this.#ended) return;
    this.#engine.pauseRecording(this.#handle, paused);
    if (!this.#beep || this.#beep.closed) return;
    if (paused) this.#beep.pause();
    else this.#beep.resume();
  }
}
