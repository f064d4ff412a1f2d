import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { aborted, type CancelTimer, type Clock, OssicleError } from '../core/index.js';
import { type AddressFilter, download } from '../transport/index.js';
import { DownloadTurns } from './download-turns.js';

/** What a cache may hold and reach. */
export interface MediaCacheOptions {
  readonly directory: string;
  readonly addressFilter: AddressFilter;
  readonly maxConcurrentDownloads: number;
  readonly maxFileBytes: number;
  readonly cleanupIntervalMs: number;
  readonly clock: Clock;
}

/** One request for a file. */
export interface MediaRequest {
  /** Sent along; files fetched with other headers are other files. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For the whole download, waiting for its turn included. */
  readonly timeoutMs: number;
  /** How long the file may be used again; 0: it goes with its last user. */
  readonly ttlMs: number;
  readonly signal: AbortSignal;
}

/** A file that stays where it is until it is released. */
export interface CachedFile {
  readonly path: string;
  /** Idempotent. */
  release(): void;
}

interface Entry {
  readonly key: string;
  readonly path: string;
  readonly abandon: AbortController;
  downloaded: Promise<void>;
  ready: boolean;
  users: number;
  expiresAtMs: number;
}

/** More unused files than this go, the oldest first, before their time. */
const maxEntries = 1000;
/** The names that this cache gives to files. */
const fileName = /^[0-9a-f]{64}-\d+$/;

/**
 * Files fetched from URLs, each once for all who want it at the same time. Files in use are never removed; others go
 * after their time to live, looked at in the given interval, or when there are too many.
 */
export class MediaCache implements AsyncDisposable {
  readonly #options: MediaCacheOptions;
  readonly #turns: DownloadTurns;
  /** The entry that serves a key; files of replaced entries live on with their users. */
  readonly #entries = new Map<string, Entry>();
  #filesMade = 0;
  #cancelCleanup: CancelTimer = () => undefined;
  #closed = false;

  private constructor(options: MediaCacheOptions) {
    this.#options = options;
    this.#turns = new DownloadTurns(options.maxConcurrentDownloads);
    this.#scheduleCleanup();
  }

  /** Makes the directory, and removes what an earlier run left there; files of other names stay. */
  static async open(options: MediaCacheOptions): Promise<MediaCache> {
    const { directory } = options;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const left = (await readdir(directory)).filter((name) => fileName.test(name));
    await Promise.all(left.map((name) => rm(join(directory, name), { force: true })));
    return new MediaCache(options);
  }

  /**
   * The file behind `url`, fetched unless it is there. A download that nobody waits for any more is ended.
   *
   * @throws OssicleError DOWNLOAD_FAILED, LIMIT_REACHED, TIMEOUT, ABORTED, CLOSED.
   */
  async fetch(url: string, request: MediaRequest): Promise<CachedFile> {
    if (this.#closed) throw new OssicleError('CLOSED', 'The media cache is closed.');
    const entry = this.#usable(keyOf(url, request.headers)) ?? this.#begin(url, request);
    entry.users++;
    try {
      await this.#within(entry.downloaded, request);
    } catch (error) {
      this.#release(entry);
      throw error;
    }
    const now = this.#options.clock.nowMs();
    entry.expiresAtMs = Math.max(entry.expiresAtMs, now + request.ttlMs);
    let released = false;
    const release = (): void => {
      if (!released) this.#release(entry);
      released = true;
    };
    return { path: entry.path, release };
  }

  /** Ends downloads and removes all files. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelCleanup();
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const { abandon } of entries) abandon.abort();
    await Promise.allSettled(entries.map(({ downloaded }) => downloaded));
    await Promise.all(entries.map(({ path }) => rm(path, { force: true })));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #usable(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || !entry.ready || entry.users > 0) return entry;
    if (entry.expiresAtMs > this.#options.clock.nowMs()) return entry;
    this.#remove(entry);
    return undefined;
  }

  #begin(url: string, { headers }: MediaRequest): Entry {
    const { directory, addressFilter, maxFileBytes: maxBytes } = this.#options;
    const key = keyOf(url, headers);
    const path = join(directory, `${key}-${++this.#filesMade}`);
    const abandon = new AbortController();
    const options = { addressFilter, maxBytes, signal: abandon.signal, ...(headers && { headers }) };
    const downloaded = this.#turns.run(() => download(url, path, options), abandon.signal);
    const entry: Entry = { key, path, abandon, downloaded, ready: false, users: 0, expiresAtMs: 0 };
    this.#entries.set(key, entry);
    downloaded.then(
      () => {
        entry.ready = true;
        this.#evict();
      },
      () => this.#forget(entry),
    );
    return entry;
  }

  /** What `work` gives, unless the request's own limits end the waiting first. */
  #within(work: Promise<void>, { timeoutMs, signal }: MediaRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = new OssicleError('TIMEOUT', `Download failed: not complete within ${timeoutMs} ms.`);
      const cancelTimer = this.#options.clock.schedule(timeoutMs, () => reject(late));
      const onAbort = (): void => reject(aborted(signal));
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      work.then(resolve, reject).finally(() => {
        cancelTimer();
        signal.removeEventListener('abort', onAbort);
      });
    });
  }

  #release(entry: Entry): void {
    if (--entry.users > 0) return;
    if (!entry.ready) this.#remove(entry);
    else if (this.#entries.get(entry.key) !== entry || entry.expiresAtMs <= this.#options.clock.nowMs())
      this.#remove(entry);
  }

  #remove(entry: Entry): void {
    this.#forget(entry);
    entry.abandon.abort();
    void rm(entry.path, { force: true }).catch(() => undefined);
  }

  #forget(entry: Entry): void {
    if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
  }

  #scheduleCleanup(): void {
    this.#cancelCleanup = this.#options.clock.schedule(this.#options.cleanupIntervalMs, () => {
      const now = this.#options.clock.nowMs();
      for (const entry of this.#unused()) if (entry.expiresAtMs <= now) this.#remove(entry);
      this.#scheduleCleanup();
    });
  }

  #evict(): void {
    const surplus = this.#entries.size - maxEntries;
    if (surplus > 0) for (const entry of this.#unused().slice(0, surplus)) this.#remove(entry);
  }

  /** Files that nobody uses, the oldest first. */
  #unused(): Entry[] {
    return [...this.#entries.values()].filter(({ ready, users }) => ready && users === 0);
  }
}

/** Other credentials are other files; the key says nothing of either. */
function keyOf(url: string, headers: Readonly<Record<string, string>> = {}): string {
  const sorted = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([url, sorted]))
    .digest('hex');
}
