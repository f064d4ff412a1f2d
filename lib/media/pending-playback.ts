import type { NativeEngine, NativeHandle } from '../native/index.js';
import type { Playback, PlaybackEnd, PlaybackReport } from './playback.js';

/** Order of `PlaybackEnd` in `native/session/event.h`. */
const ends: readonly PlaybackEnd[] = ['finished', 'stopped', 'replaced', 'failed', 'closed'];

/** A playback that runs in the engine until its end event comes. */
export class PendingPlayback implements Playback {
  readonly finished: Promise<PlaybackReport>;
  readonly #engine: NativeEngine;
  readonly #handle: NativeHandle;
  #settle: (report: PlaybackReport) => void = () => undefined;
  #ended = false;

  constructor(engine: NativeEngine, handle: NativeHandle) {
    this.#engine = engine;
    this.#handle = handle;
    this.finished = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  stop(): void {
    if (!this.#ended) this.#engine.stopPlayback(this.#handle);
  }

  /** The engine says that it ended. */
  end(playedMs: number, end: number, error: string): void {
    this.#ended = true;
    const reason = ends[end] ?? 'failed';
    this.#settle(reason === 'failed' ? { reason, playedMs, error } : { reason, playedMs });
  }

  /** Its endpoint is gone; without effect when the end was told before. */
  endpointClosed(): void {
    if (!this.#ended) this.end(0, ends.indexOf('closed'), '');
  }
}
