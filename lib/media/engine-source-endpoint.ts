import { invalidArgument, OssicleError } from '../core/index.js';
import { callNative, type NativeEngine, type NativeHandle, type NativeParticipation } from '../native/index.js';
import type { SessionDirection } from './endpoint.js';
import { EngineEndpoint, participationOf } from './engine-endpoint.js';
import type { EngineSession } from './engine-session.js';
import { PendingPlayback } from './pending-playback.js';
import type { PlaybackReport } from './playback.js';
import type { SourceEndpoint } from './source-endpoint.js';

/** `SourceEndpoint` on the native engine. */
export class EngineSourceEndpoint extends EngineEndpoint implements SourceEndpoint {
  readonly kind = 'source';
  readonly playback: PendingPlayback;
  readonly #seekable: boolean;

  constructor(
    engine: NativeEngine,
    session: EngineSession,
    created: {
      endpoint: NativeHandle;
      playback: NativeHandle;
      participation: NativeParticipation;
      seekable: boolean;
    },
  ) {
    super(engine, session, created.endpoint, created.participation);
    this.playback = new PendingPlayback(engine, created.playback);
    this.#seekable = created.seekable;
  }

  get finished(): Promise<PlaybackReport> {
    return this.playback.finished;
  }

  get positionMs(): number {
    return this.stats().positionMs;
  }

  override setDirection(direction: SessionDirection): void {
    if (participationOf(direction).hears)
      throw new OssicleError('UNSUPPORTED', `${this.id} is a source: it cannot hear.`);
    super.setDirection(direction);
  }

  pause(): void {
    this.#setPaused(true);
  }

  resume(): void {
    this.#setPaused(false);
  }

  seek(positionMs: number): void {
    this.assertOpen();
    if (!this.#seekable) throw new OssicleError('UNSUPPORTED', `${this.id} plays what has no positions to seek to.`);
    checkPosition('positionMs', positionMs);
    callNative(`Cannot seek in ${this.id}`, () => this.engine.seekSource(this.handle, positionMs));
  }

  override closedByEngine(): void {
    super.closedByEngine();
    this.playback.endpointClosed();
  }

  #setPaused(paused: boolean): void {
    this.assertOpen();
    callNative(`Cannot pause ${this.id}`, () => this.engine.pauseSource(this.handle, paused));
  }
}

/** A place in a source. @throws OssicleError INVALID_ARGUMENT. */
export function checkPosition(name: string, positionMs: number): number {
  if (positionMs >= 0 && positionMs <= Number.MAX_SAFE_INTEGER) return positionMs;
  throw invalidArgument(name, 'a number of milliseconds, 0 or more', positionMs);
}
