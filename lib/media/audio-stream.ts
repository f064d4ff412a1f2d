import { EventEmitter, invalidArgument, OssicleError, throwIfAborted } from '../core/index.js';

export interface AudioStreamEvents {
  /** All that was written before the mark has left towards the listener, or was cleared. */
  mark: { readonly name: string; readonly played: boolean };
  /** `clear()` took effect: what had been played until then, and what was thrown away. */
  cleared: { readonly playedMs: number; readonly clearedMs: number };
  /** Its playback is over. */
  closed: Record<never, never>;
}

/** What plays a stream. */
export interface AudioStreamPlayer {
  /** False when there is no room for all of it. */
  write(samples: Int16Array): boolean;
  mark(id: number): boolean;
  clear(): void;
  end(): void;
  playedSamples(): number;
}

/**
 * Mono 16-bit PCM that is written piece by piece while it is played, by `endpoint.play` or `session.createSource` with
 * `{ kind: 'stream', stream }`. It is played once, by one player. Before that, what is written waits.
 *
 * @example
 * const stream = new AudioStream({ sampleRateHz: 24_000 });
 * endpoint.play({ kind: 'stream', stream });
 * for await (const samples of speech) {
 *   while (!stream.write(samples)) await stream.room();
 * }
 * stream.end();
 */
export class AudioStream {
  readonly sampleRateHz: number;
  /** How much can wait to be played. */
  readonly bufferMs: number;
  readonly events = new EventEmitter<AudioStreamEvents>();
  readonly #marks = new Map<number, string>();
  readonly #waiters = new Set<() => void>();
  #player: AudioStreamPlayer | undefined;
  #early: ((player: AudioStreamPlayer) => void)[] = [];
  #earlySamples = 0;
  #lastMark = 0;
  #playedSamples = 0;
  #state: 'open' | 'ended' | 'closed' = 'open';

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: { readonly sampleRateHz: number; readonly bufferMs?: number }) {
    const { sampleRateHz, bufferMs = 10_000 } = options;
    if (!(Number.isInteger(sampleRateHz) && sampleRateHz >= 8_000 && sampleRateHz <= 192_000)) {
      throw invalidArgument('sampleRateHz', 'an integer from 8000 to 192000', sampleRateHz);
    }
    if (!(bufferMs >= 100 && bufferMs <= 60_000)) {
      throw invalidArgument('bufferMs', 'a number from 100 to 60000', bufferMs);
    }
    this.sampleRateHz = sampleRateHz;
    this.bufferMs = bufferMs;
  }

  /** How much of what was written has left towards the listener, to the tick; what was cleared counts. */
  get playedMs(): number {
    return ((this.#player?.playedSamples() ?? this.#playedSamples) / this.sampleRateHz) * 1_000;
  }

  /** Whether its playback is over: nothing more is played. */
  get closed(): boolean {
    return this.#state === 'closed';
  }

  /**
   * Takes all samples, which are copied, or none: false when there is no room for them now.
   *
   * @throws OssicleError INVALID_ARGUMENT for more than `bufferMs` at once, INVALID_STATE after `end()`, CLOSED.
   */
  write(samples: Int16Array): boolean {
    this.#assertOpen();
    const most = Math.floor((this.bufferMs / 1_000) * this.sampleRateHz);
    if (samples.length > most) throw invalidArgument('samples', `at most ${most} at once`, samples.length);
    if (samples.length === 0) return true;
    if (this.#player) return this.#player.write(samples);
    if (this.#earlySamples + samples.length > most) return false;
    this.#earlySamples += samples.length;
    const copy = samples.slice();
    this.#early.push((player) => player.write(copy));
    return true;
  }

  /** Waits until there is more room, or the stream is closed. @throws OssicleError ABORTED. */
  async room(signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (this.closed) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#waiters.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      this.#waiters.add(done);
      signal?.addEventListener('abort', done);
    });
    throwIfAborted(signal);
  }

  /** Tells by `mark` when what was written until now was played. @throws OssicleError LIMIT_REACHED beyond 1024, CLOSED. */
  mark(name: string): void {
    this.#assertOpen();
    const id = ++this.#lastMark;
    if (this.#marks.size >= 1_024) throw new OssicleError('LIMIT_REACHED', 'Too many marks wait to be played.');
    this.#marks.set(id, name);
    if (this.#player) this.#player.mark(id);
    else this.#early.push((player) => player.mark(id));
  }

  /** Throws away what was written and not played, within a tick; `cleared` tells how far it had come. */
  clear(): void {
    if (this.closed) return;
    if (this.#player) return this.#player.clear();
    const clearedMs = (this.#earlySamples / this.sampleRateHz) * 1_000;
    this.#early = [];
    this.#earlySamples = 0;
    this.#dropMarks();
    this.#wake();
    if (clearedMs > 0) this.events.emit('cleared', { playedMs: 0, clearedMs });
  }

  /** Nothing more is written: its playback ends when all was heard. */
  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    if (this.#player) this.#player.end();
    else this.#early.push((player) => player.end());
  }

  /** A player begins with it. @throws OssicleError INVALID_STATE when another has. */
  attach(player: AudioStreamPlayer): void {
    if (this.#player || this.closed) throw new OssicleError('INVALID_STATE', 'An audio stream is played once.');
    this.#player = player;
    for (const step of this.#early) step(player);
    this.#early = [];
    this.#wake();
  }

  /** The player says that a mark was reached. */
  passMark(id: number, played: boolean): void {
    const name = this.#marks.get(id);
    if (!this.#marks.delete(id) || name === undefined) return;
    this.events.emit('mark', { name, played });
  }

  /** The player says that it has cleared. */
  passClear(playedSamples: number, clearedSamples: number): void {
    this.#wake();
    const [playedMs, clearedMs] = [playedSamples, clearedSamples].map((n) => (n / this.sampleRateHz) * 1_000);
    this.events.emit('cleared', { playedMs: playedMs ?? 0, clearedMs: clearedMs ?? 0 });
  }

  /** The player says that there is room. */
  passRoom(): void {
    this.#wake();
  }

  /** Its playback is over. */
  detach(): void {
    if (this.closed) return;
    this.#playedSamples = this.#player?.playedSamples() ?? 0;
    this.#player = undefined;
    this.#state = 'closed';
    this.#dropMarks();
    this.#wake();
    this.events.emit('closed', {});
  }

  #dropMarks(): void {
    for (const id of [...this.#marks.keys()]) this.passMark(id, false);
  }

  #wake(): void {
    for (const done of [...this.#waiters]) done();
  }

  #assertOpen(): void {
    if (this.closed) throw new OssicleError('CLOSED', 'The playback of this audio stream is over.');
    if (this.#state === 'ended') throw new OssicleError('INVALID_STATE', 'This audio stream was ended.');
  }
}
