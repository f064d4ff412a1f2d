import type { AudioSource } from '../media/index.js';
import type { Sound } from '../protocol/control/index.js';
import { planTone } from './endpoints/tone-plan.js';
import type { MediaFiles } from './media-files.js';

/** A sound that can be played to an endpoint, held until it is released. */
export interface ReadySound {
  readonly source: AudioSource;
  /** Idempotent. */
  release(): void;
}

const fetchMs = 10_000;
const keepMs = 300_000;

/**
 * Gets a sound ready, fetched if need be.
 *
 * @throws CommandError ENDPOINT_ERROR, OssicleError as `MediaFiles` does.
 */
export async function readySound(sound: Sound, files: MediaFiles, signal: AbortSignal): Promise<ReadySound> {
  if ('tone' in sound) {
    const { tones } = planTone(sound.tone, sound.frequency, sound.duration_ms);
    return { source: { kind: 'tones', tones }, release: () => undefined };
  }
  const isUrl = /^https?:\/\//i.test(sound.source);
  const file = isUrl
    ? await files.openUrl(sound.source, { timeoutMs: fetchMs, ttlMs: keepMs, signal })
    : await files.openLocal(sound.source);
  const decoded = file.decoder?.decode({ startMs: 0, loops: 0 });
  if (decoded === undefined) return file;
  const release = (): void => {
    decoded.close();
    file.release();
  };
  return { source: { kind: 'stream', stream: decoded.stream }, release };
}
