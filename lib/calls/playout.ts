import { OssicleError } from '../core/index.js';
import type { AudioSource, Endpoint, PlaybackReport } from '../media/index.js';
import type { PlayoutResult } from './call-events.js';

/** How something is played. */
export interface PlayoutOptions {
  /** Cuts it short; the promise then resolves with `interrupted`. */
  readonly signal?: AbortSignal;
  /** Whether a digit cuts it short, one that was typed ahead included; false by default. */
  readonly interruptedByDtmf?: boolean;
}

/** One thing to be played in its turn. */
export interface PlayoutItem {
  /** The audio; asked for at once, so that it is there when its turn comes. */
  readonly source: Promise<AudioSource>;
  readonly repeat: boolean;
  /** Called when the first sound is about to leave. */
  readonly onStarted: () => void;
  /** Called when the last sound has left, if `onStarted` was. */
  readonly onEnded: (result: PlayoutResult) => void;
  /** Cuts it short, before its turn as well as in it. */
  readonly stop: AbortSignal;
}

const nothingPlayed: PlayoutResult = { interrupted: true, playedMs: 0 };

/** Plays what a call is asked to play, one after the other. */
export class Playout {
  readonly #endpoint: Endpoint;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** Resolves when the item has been heard or cut short. @throws OssicleError what its source or the media plane said. */
  enqueue(item: PlayoutItem): Promise<PlayoutResult> {
    item.source.catch(() => undefined);
    const turn = this.#tail;
    const played = (async (): Promise<PlayoutResult> => {
      await untilAborted(turn, item.stop);
      return item.stop.aborted ? nothingPlayed : await this.#play(item);
    })();
    // An item stopped before its turn leaves at once; those behind it still wait for the one in front.
    this.#tail = Promise.allSettled([turn, played]);
    return played;
  }

  async #play(item: PlayoutItem): Promise<PlayoutResult> {
    const source = await untilAborted(item.source, item.stop);
    if (source === undefined || item.stop.aborted) return nothingPlayed;
    const playback = this.#endpoint.play(source, { repeat: item.repeat });
    const stop = (): void => playback.stop();
    item.stop.addEventListener('abort', stop, { once: true });
    item.onStarted();
    const report = await playback.finished;
    item.stop.removeEventListener('abort', stop);
    const result = { interrupted: report.reason !== 'finished', playedMs: report.playedMs };
    item.onEnded(result);
    if (report.reason === 'failed') throw playbackFailed(source, report);
    return result;
  }
}

/** The value of `promise`, or undefined as soon as `signal` fires; what it throws after that is of no interest. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  let onAbort: (() => void) | undefined;
  const stopped = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, stopped]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

function playbackFailed(source: AudioSource, report: PlaybackReport): OssicleError {
  const what = source.kind === 'file' ? `the file ${source.path}` : `the ${source.kind}`;
  return new OssicleError('FILE_FAILED', `Cannot play ${what}: ${report.error ?? 'unknown reason'}.`, {
    details: source.kind === 'file' ? { path: source.path } : {},
  });
}
