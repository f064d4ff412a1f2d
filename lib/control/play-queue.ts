import { randomUUID } from 'node:crypto';
import { type Clock, errorMessage } from '../core/index.js';
import type { Playback, PlaybackReport, RtpEndpoint as RtpMedia } from '../media/index.js';
import type { EventData, EventName, Sound } from '../protocol/control/index.js';
import type { MediaFiles } from './media-files.js';
import { type ReadySound, readySound } from './sounds.js';

/** What a queue works with. */
export interface PlayQueueParts {
  readonly endpointId: string;
  readonly media: RtpMedia;
  readonly files: MediaFiles;
  readonly clock: Clock;
  emit<Name extends EventName>(event: Name, data: EventData<Name>): void;
}

interface Item {
  readonly play_id: string;
  readonly sound: Sound;
  readonly progressMs: number | null;
}

/** Sounds for one endpoint alone, played one after the other. */
export class PlayQueue {
  readonly #parts: PlayQueueParts;
  #waiting: Item[] = [];
  #stop: AbortController | undefined;

  constructor(parts: PlayQueueParts) {
    this.#parts = parts;
  }

  /** Puts sounds behind the others; returns their ids. The first begins when nothing plays. */
  add(sounds: readonly Sound[], progressMs: number | null): string[] {
    const items = sounds.map((sound) => ({ play_id: randomUUID() as string, sound, progressMs }));
    this.#waiting.push(...items);
    if (this.#stop === undefined) void this.#run();
    return items.map(({ play_id }) => play_id);
  }

  /** Ends what plays and forgets what waits; each is told to have stopped. */
  stop(): void {
    const waiting = this.#waiting.splice(0);
    this.#stop?.abort();
    for (const item of waiting) this.#tellEnd(item, { reason: 'stopped', playedMs: 0 });
  }

  async #run(): Promise<void> {
    for (let item = this.#waiting.shift(); item !== undefined; item = this.#waiting.shift()) {
      this.#stop = new AbortController();
      this.#tellEnd(item, await this.#play(item, this.#stop.signal));
    }
    this.#stop = undefined;
  }

  async #play(item: Item, signal: AbortSignal): Promise<PlaybackReport> {
    let ready: ReadySound | undefined;
    try {
      ready = await readySound(item.sound, this.#parts.files, signal);
      if (signal.aborted) return { reason: 'stopped', playedMs: 0 };
      const playback = this.#parts.media.play(ready.source);
      return await this.#follow(item, playback, signal);
    } catch (error) {
      return { reason: signal.aborted ? 'stopped' : 'failed', playedMs: 0, error: errorMessage(error) };
    } finally {
      ready?.release();
    }
  }

  async #follow({ play_id, progressMs }: Item, playback: Playback, signal: AbortSignal): Promise<PlaybackReport> {
    const { clock, emit, endpointId: endpoint_id } = this.#parts;
    emit('endpoint.play.started', { endpoint_id, play_id });
    signal.addEventListener('abort', () => playback.stop(), { once: true });
    const beganAtMs = clock.nowMs();
    let cancel = (): void => undefined;
    const tell = (): void => {
      const position_ms = Math.ceil(clock.nowMs() - beganAtMs); // timers fire up to a millisecond early
      emit('endpoint.play.progress', { endpoint_id, play_id, position_ms });
      schedule();
    };
    const schedule = (): void => {
      if (progressMs !== null) cancel = clock.schedule(progressMs, tell);
    };
    schedule();
    const report = await playback.finished;
    cancel();
    return report;
  }

  #tellEnd({ play_id }: Item, { reason, playedMs, error }: PlaybackReport): void {
    const { emit, endpointId: endpoint_id } = this.#parts;
    const why = reason === 'finished' ? 'completed' : reason === 'failed' ? 'error' : 'stopped';
    const failure = why === 'error' ? (error ?? 'The sound could not be played.') : null;
    emit('endpoint.play.finished', {
      endpoint_id,
      play_id,
      reason: why,
      played_ms: Math.round(playedMs),
      error: failure,
    });
  }
}
