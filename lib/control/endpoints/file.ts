import type { PlaybackReport, SourceEndpoint } from '../../media/index.js';
import { CommandError, type EndpointRow } from '../../protocol/control/index.js';
import type { ControlSession } from '../control-session.js';
import { DecodedStream, type Decoding } from '../decoded-stream.js';
import type { MediaFile } from '../media-files.js';
import { SessionEndpoint } from './session-endpoint.js';

/** How a file is to be played. */
export interface FilePlaybackOptions {
  readonly startMs: number;
  /** Plays after the first; null: for ever. */
  readonly loops: number | null;
  readonly gainDb: number;
  /** What clients call the playback that it shares with all who play the same file so; null: it plays by itself. */
  readonly sharedId: string | null;
}

/** A file that feeds its session, by itself or together with others that play the same. */
export class FileEndpoint extends SessionEndpoint {
  readonly codec = null;
  readonly #options: FilePlaybackOptions;
  readonly #closed = new AbortController();
  #source: SourceEndpoint | null = null;
  #file: MediaFile | null = null;
  #decoded: Decoding | null = null;
  #released = false;

  constructor(session: ControlSession, initial: 'playing' | 'buffering', options: FilePlaybackOptions) {
    super(session, 'file', 'sendonly', initial);
    this.#options = options;
  }

  get media(): SourceEndpoint | null {
    return this.#source;
  }

  /** Aborted when it is closed: nobody waits for its file any more. */
  get signal(): AbortSignal {
    return this.#closed.signal;
  }

  override describe(): EndpointRow {
    const { sharedId } = this.#options;
    return sharedId === null ? super.describe() : { ...super.describe(), shared_playback_id: sharedId };
  }

  /** Plays `file`, which it releases in the end. @throws OssicleError of the media session. */
  play(file: MediaFile): void {
    this.#file = file;
    const { startMs, loops, gainDb, sharedId } = this.#options;
    this.#decoded =
      (sharedId === null ? file.decoder?.decode({ startMs, loops }) : file.decoder?.share({ startMs, loops })) ?? null;
    if (this.#decoded) {
      const source = { kind: 'stream', stream: this.#decoded.stream } as const;
      this.#source = this.session.media.createSource(source, { gainDb: loudness(gainDb) });
    } else {
      const source = sharedId === null ? file.source : { ...file.source, shared: true };
      this.#source = this.session.media.createSource(source, { startMs, loops, gainDb: loudness(gainDb) });
    }
    this.mediaBegan();
    if (this.state === 'buffering') this.changeState('playing');
    void this.#source.finished.then((report) => this.#ended(report));
  }

  /** It cannot be played: tells so. The caller takes it out of the session. */
  fail(message: string): void {
    this.session.emit('endpoint.file.finished', { endpoint_id: this.id, reason: 'error', error: message });
  }

  /** @throws CommandError ENDPOINT_ERROR in the wrong state, or when others play along. */
  seek(positionMs: number): void {
    if (this.state !== 'playing' && this.state !== 'paused') throw wrongState('seek in', this.state);
    if (this.#options.sharedId !== null) throw new CommandError('ENDPOINT_ERROR', 'Cannot seek in a shared playback.');
    if (this.#decoded instanceof DecodedStream) this.#decoded.seek(positionMs);
    else this.#source?.seek(positionMs);
  }

  /** @throws CommandError ENDPOINT_ERROR in the wrong state. */
  pause(): void {
    if (this.state === 'paused') return;
    if (this.state !== 'playing') throw wrongState('pause from', this.state);
    this.#source?.pause();
    this.changeState('paused');
  }

  /** Goes on; a shared playback has gone on meanwhile. @throws CommandError ENDPOINT_ERROR in the wrong state. */
  resume(): void {
    if (this.state === 'playing') return;
    if (this.state !== 'paused') throw wrongState('resume from', this.state);
    this.#source?.resume();
    this.changeState('playing');
  }

  override activity(): number {
    return this.state === 'playing' ? super.activity() : 0;
  }

  close(): void {
    this.#closed.abort();
    this.#source?.close();
    this.#release();
  }

  protected override get statsCodec(): string {
    return this.#file === null ? '' : `pcm/${this.#file.sampleRateHz}Hz`;
  }

  #ended({ reason, error }: PlaybackReport): void {
    if (reason !== 'finished' && reason !== 'failed') return;
    this.finish();
    this.#release();
    const failure = reason === 'failed' ? (error ?? 'The file could not be played.') : (this.#decoded?.failure ?? null);
    const why = failure === null ? 'completed' : 'error';
    this.session.emit('endpoint.file.finished', { endpoint_id: this.id, reason: why, error: failure });
  }

  #release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#decoded?.close();
    this.#file?.release();
  }
}

/** What a source can be made louder or softer by; beyond is nothing but clipping or silence. */
function loudness(gainDb: number): number {
  return Math.min(30, Math.max(-60, gainDb));
}

function wrongState(what: string, state: string): CommandError {
  return new CommandError('ENDPOINT_ERROR', `Cannot ${what} state ${state}.`);
}
