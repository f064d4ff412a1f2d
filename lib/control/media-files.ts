import { existsSync } from 'node:fs';
import { openAudioFile } from '../audio/index.js';
import type { Clock } from '../core/index.js';
import type { AudioSource } from '../media/index.js';
import { AddressFilter } from '../transport/index.js';
import { DecodedStream, type DecodedStreamOptions, type Decoding } from './decoded-stream.js';
import { localMediaPath } from './local-media-path.js';
import { MediaCache, type MediaCacheOptions, type MediaRequest } from './media-cache.js';
import type { ControlSettings } from './settings.js';
import { SharedDecoding } from './shared-decoding.js';

/** A file that can be played, held until it is released. */
export interface MediaFile {
  readonly source: Extract<AudioSource, { kind: 'file' }>;
  /** Where media threads do not read its format: how it is decoded. That takes the place of `source`. */
  readonly decoder: FileDecoder | null;
  readonly sampleRateHz: number;
  /** Idempotent. */
  release(): void;
}

/** How a file is to be decoded; `loops` null: for ever. */
interface DecodeOptions {
  readonly startMs: number;
  readonly loops: number | null;
}

/** Decodes one file. */
export interface FileDecoder {
  decode(options: DecodeOptions): DecodedStream;
  /** Together with all who play the file so; the first one's options rule. */
  share(options: DecodeOptions): Decoding;
}

/** Opening a local file ends before the limit of the command that waits for it. */
const openLimitMs = 4000;

/** Where the files that a server plays come from. */
export class MediaFiles implements AsyncDisposable {
  readonly #mediaDir: string | null;
  readonly #cacheOptions: MediaCacheOptions;
  readonly #clock: Clock;
  readonly #shared = new Map<string, SharedDecoding>();
  #cache: Promise<MediaCache> | undefined;

  /**
   * Empties the directory of downloads at once, if there is one; else it is made when it is needed.
   *
   * @throws OssicleError INVALID_ARGUMENT for addresses that are none.
   */
  constructor(settings: ControlSettings, clock: Clock) {
    this.#mediaDir = settings.mediaDir;
    this.#clock = clock;
    this.#cacheOptions = {
      directory: settings.cacheDir,
      addressFilter: new AddressFilter(settings.allowedUrlAddresses),
      maxConcurrentDownloads: settings.maxConcurrentDownloads,
      maxFileBytes: settings.maxFileDownloadBytes,
      cleanupIntervalMs: settings.cacheCleanupIntervalSecs * 1000,
      clock,
    };
    if (existsSync(settings.cacheDir)) void this.#openCache().catch(() => undefined);
  }

  /**
   * Opens a local file.
   *
   * @throws CommandError ENDPOINT_ERROR for one that must not be played; OssicleError FILE_FAILED, FORMAT_INVALID,
   *   UNSUPPORTED, ABORTED.
   */
  async openLocal(source: string): Promise<MediaFile> {
    const path = await localMediaPath(this.#mediaDir, source);
    return this.#inspect(path, AbortSignal.timeout(openLimitMs), () => undefined);
  }

  /**
   * Fetches a URL, or takes what was fetched before.
   *
   * @throws OssicleError DOWNLOAD_FAILED, LIMIT_REACHED, TIMEOUT, FORMAT_INVALID, UNSUPPORTED, ABORTED.
   */
  async openUrl(url: string, request: MediaRequest): Promise<MediaFile> {
    const cached = await (await this.#openCache()).fetch(url, request);
    try {
      return await this.#inspect(cached.path, request.signal, () => cached.release());
    } catch (error) {
      cached.release();
      throw error;
    }
  }

  /** Tells from its content whether and how the file can be played. */
  async #inspect(path: string, signal: AbortSignal, release: () => void): Promise<MediaFile> {
    await using file = await openAudioFile(path, { signal });
    const { sampleRateHz, format } = file;
    const decoder: FileDecoder = {
      decode: (options) => new DecodedStream(path, { sampleRateHz, ...options }),
      share: (options) => this.#share(path, { sampleRateHz, ...options }),
    };
    return { source: { kind: 'file', path }, decoder: format === 'mp3' ? decoder : null, sampleRateHz, release };
  }

  #share(path: string, options: DecodedStreamOptions): Decoding {
    const running = this.#shared.get(path);
    if (running) return running.join();
    const shared = new SharedDecoding(path, options, this.#clock, () => this.#shared.delete(path));
    this.#shared.set(path, shared);
    return shared.join();
  }

  #openCache(): Promise<MediaCache> {
    this.#cache ??= MediaCache.open(this.#cacheOptions);
    return this.#cache;
  }

  /** Ends downloads and removes what was fetched. */
  async close(): Promise<void> {
    const cache = await this.#cache?.catch(() => undefined);
    await cache?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
