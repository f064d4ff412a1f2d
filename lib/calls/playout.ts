import { OssicleError } from '../core/index.js';
import type { AudioSource, PlaybackReport, RtpEndpoint } from '../media/index.js';
import type { PlayoutResult } from './call-events.js';
import type { Keypad } from './keypad.js';
import { StopSwitch } from './stop-switch.js';

/** How something is played. */
export interface PlayoutOptions {
  /** Cuts it short; the promise then resolves with `interrupted`. */
  readonly signal?: AbortSignal;
  /** Whether a digit cuts it short, one that was typed ahead included; false by default. */
  readonly interruptedByDtmf?: boolean;
}

/** One thing to be played in its turn. */
export interface PlayoutItem {
  /** Gets the audio; asked at once, so that it is there when its turn comes, and told when nobody wants it any more. */
  source(signal: AbortSignal): Promise<AudioSource>;
  readonly repeat: boolean;
  /** Called when the first sound is about to leave. */
  onStarted(): void;
  /** Called when the last sound has left, if `onStarted` was. */
  onEnded(result: PlayoutResult): void;
}

const nothingPlayed: PlayoutResult = { interrupted: true, playedMs: 0 };

/** Plays what a call is asked to play, one after the other. */
export class Playout {
  readonly #endpoint: RtpEndpoint;
  readonly #keypad: Keypad;
  readonly #ending: AbortSignal;
  #tail: Promise<unknown> = Promise.resolve();

  /** `ending` cuts everything short. */
  constructor(endpoint: RtpEndpoint, keypad: Keypad, ending: AbortSignal) {
    this.#endpoint = endpoint;
    this.#keypad = keypad;
    this.#ending = ending;
  }

  /** Resolves when the item has been heard or cut short. @throws OssicleError what its source or the media plane said. */
  async enqueue(item: PlayoutItem, options: PlayoutOptions): Promise<PlayoutResult> {
    const stop = new StopSwitch(options.signal, this.#ending);
    if (options.interruptedByDtmf) {
      if (this.#keypad.hasTypeAhead) stop.stop();
      stop.onRelease(this.#keypad.onPress(() => stop.stop()));
    }
    const turn = this.#tail;
    const played = this.#playAfter(turn, item, stop.signal);
    // An item stopped before its turn leaves at once; those behind it still wait for the one in front.
    this.#tail = Promise.allSettled([turn, played]);
    try {
      return await played;
    } finally {
      stop.release();
    }
  }

  async #playAfter(turn: Promise<unknown>, item: PlayoutItem, stop: AbortSignal): Promise<PlayoutResult> {
    if (stop.aborted) return nothingPlayed;
    const wanted = item.source(stop);
    wanted.catch(() => undefined);
    await untilAborted(turn, stop);
    const source = await untilAborted(wanted, stop);
    return source === undefined || stop.aborted ? nothingPlayed : await this.#play(source, item, stop);
  }

  async #play(source: AudioSource, item: PlayoutItem, stop: AbortSignal): Promise<PlayoutResult> {
    const playback = this.#endpoint.play(source, { repeat: item.repeat });
    const onAbort = (): void => playback.stop();
    stop.addEventListener('abort', onAbort, { once: true });
    item.onStarted();
    const report = await playback.finished;
    stop.removeEventListener('abort', onAbort);
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
