import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type CancelTimer, type Clock, errorMessage, invalidArgument, OssicleError } from '../core/index.js';
import type { Recording, RtpEndpoint } from '../media/index.js';
import type { RecordingFacts } from './call-events.js';
import type { Keypad } from './keypad.js';
import { recordingPath } from './recording-path.js';

/** What to record to, and what ends it. */
export interface RecordOptions {
  /** The WAV file. Give either this or `directory`. */
  readonly path?: string;
  /** Where to put a file named by time and caller; created when missing. */
  readonly directory?: string;
  /** Digits any of which ends the recording; it is not left for `listenDtmf`. */
  readonly stopOn?: string;
  readonly maxDurationMs?: number;
  /** Ends the recording; what was recorded stays. */
  readonly signal?: AbortSignal;
}

/** A recording of what the other side says. */
export interface CallRecording {
  readonly path: string;
  /** Settles when the file is complete: stopped, or the call ended, or the disk refused. Never rejects. */
  readonly finished: Promise<RecordingFacts>;
  stop(): Promise<RecordingFacts>;
}

/** What the name of a recording is made of. */
export interface RecordingName {
  readonly startedAt: Date;
  readonly caller: string;
  readonly suffix: string;
}

/** The path to record to, its directory made. @throws OssicleError FILE_FAILED naming it, INVALID_ARGUMENT. */
export async function prepareRecording(options: RecordOptions, name: RecordingName): Promise<string> {
  const path = pathOf(options, name);
  const directory = dirname(path);
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw new OssicleError('FILE_FAILED', `Cannot create the directory ${directory}: ${errorMessage(error)}.`, {
      cause: error,
      details: { path: directory },
    });
  }
  return path;
}

/** Starts recording and arranges for everything that ends it. @throws OssicleError FILE_FAILED, CLOSED. */
export function startRecording(
  endpoint: RtpEndpoint,
  path: string,
  options: RecordOptions,
  parts: { readonly clock: Clock; readonly keypad: Keypad },
): CallRecording {
  const recording: Recording = endpoint.record(path);
  const stop = (): void => void recording.stop();
  const releases: (() => void)[] = [];
  const { stopOn, maxDurationMs, signal } = options;
  if (stopOn) releases.push(parts.keypad.intercept((digit) => stopsOn(stopOn, digit, stop)));
  if (maxDurationMs !== undefined) releases.push(parts.clock.schedule(maxDurationMs, stop) satisfies CancelTimer);
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  const finished = recording.finished.then((report) => {
    for (const release of releases) release();
    signal?.removeEventListener('abort', stop);
    return report;
  });
  return {
    path,
    finished,
    stop: () => {
      stop();
      return finished;
    },
  };
}

function stopsOn(stopOn: string, digit: string, stop: () => void): boolean {
  if (!stopOn.includes(digit)) return false;
  stop();
  return true;
}

function pathOf({ path, directory }: RecordOptions, { startedAt, caller, suffix }: RecordingName): string {
  if (path !== undefined && directory === undefined) return path;
  if (directory !== undefined && path === undefined) return recordingPath(directory, startedAt, caller, suffix);
  throw invalidArgument('path', 'given, or directory, but not both', path);
}
