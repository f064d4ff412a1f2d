/** Why a playback ended: all was heard, `stop()`, another took its place, its file failed, or the endpoint closed. */
export type PlaybackEnd = 'finished' | 'stopped' | 'replaced' | 'failed' | 'closed';

export interface PlaybackReport {
  readonly reason: PlaybackEnd;
  /** Audio that left towards the listener. */
  readonly playedMs: number;
  /** With `failed`: what the operating system or the format said. */
  readonly error?: string;
}

/** Audio being played into an endpoint. */
export interface Playback {
  /** Settles when the last frame has left, or at whatever ended it earlier. Never rejects. */
  readonly finished: Promise<PlaybackReport>;
  /** Ends it within one 20 ms tick. Does nothing when it has ended. */
  stop(): void;
}
