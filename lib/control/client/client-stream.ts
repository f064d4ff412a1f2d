import { AsyncQueue, aborted, EventEmitter, type Listener, OssicleError, type Unsubscribe } from '../../core/index.js';
// Not by the folder's index, which brings the schemas of the server into web pages.
import { type ServerAudio, writeClientAudio } from '../../protocol/control/binary-audio.js';
import type { Direction } from '../../protocol/control/index.js';
import type { ClientSession, SessionLink } from './client-session.js';
import type { RequestOptions } from './control-client.js';
import { subscribed } from './subscribed.js';

/** How a stream is made. */
export interface StreamOptions {
  /** As seen from the stream: `recvonly` only hears, `sendonly` only speaks; `sendrecv` by default. */
  readonly direction?: Direction;
  /** Of the samples both ways; 16,000 by default. */
  readonly sampleRateHz?: 8000 | 16_000 | 24_000 | 48_000;
  /** How much audio may wait at the server to be played, 100 to 60,000; 10,000 by default. */
  readonly bufferMs?: number;
}

/** 20 ms of what a stream hears. */
export interface HeardAudio {
  /** 16 bits, mono, at the stream's rate. */
  readonly samples: Int16Array;
  /** Frames missed just before: the connection was away or slow. */
  readonly missedFrames: number;
}

/** What a stream tells. */
export interface ClientStreamEvents {
  audio: HeardAudio;
  /** What was written found no room at the server; told once until there is room again. */
  overflow: { readonly droppedMs: number };
  /** It was removed, or its session is over. */
  closed: Record<never, never>;
}

/** Samples in one message: well below the largest that servers take. */
const samplesPerMessage = 4096;

/**
 * An endpoint whose audio goes over the connection of its client.
 *
 * @example
 * const stream = await session.createStream({ sampleRateHz: 16_000 });
 * stream.on('audio', ({ samples }) => recognizer.write(samples));
 * stream.write(speech);
 * await stream.playedUntilHere();
 */
export class ClientStream implements AsyncDisposable {
  readonly endpointId: string;
  readonly sampleRateHz: number;
  readonly #session: ClientSession;
  readonly #link: SessionLink;
  readonly #number: number;
  readonly #emitter = new EventEmitter<ClientStreamEvents>();
  readonly #queues = new Set<AsyncQueue<HeardAudio>>();
  readonly #subscriptions: readonly Unsubscribe[];
  #nextFrame: number | undefined;
  #lastMark = 0;
  #closed = false;

  /** @internal */
  constructor(
    session: ClientSession,
    link: SessionLink,
    stream: { readonly endpointId: string; readonly number: number; readonly sampleRateHz: number },
  ) {
    this.endpointId = stream.endpointId;
    this.sampleRateHz = stream.sampleRateHz;
    this.#session = session;
    this.#link = link;
    this.#number = stream.number;
    this.#subscriptions = [
      link.receiveAudio(stream.number, (audio) => this.#receive(audio)),
      session.on('endpoint.stream.overflow', ({ endpoint_id, dropped_ms: droppedMs }) => {
        if (endpoint_id === this.endpointId) this.#emitter.emit('overflow', { droppedMs });
      }),
      session.on('ended', () => this.#close()),
    ];
  }

  get closed(): boolean {
    return this.#closed;
  }

  on<Name extends keyof ClientStreamEvents>(event: Name, listener: Listener<ClientStreamEvents[Name]>): Unsubscribe {
    return this.#emitter.on(event, listener);
  }

  /** What it hears from this call on, up to 20 s waiting (then the oldest goes); ends with the stream. */
  heard(): AsyncGenerator<HeardAudio, void, undefined> {
    return subscribed(this.#queues, new AsyncQueue(1000), this.#closed);
  }

  /**
   * Sends samples of any number, to be played behind what was sent before. False when they are lost, at least in part:
   * the stream is closed, there is no connection now, or it is too slow for them.
   */
  write(samples: Int16Array): boolean {
    let sent = !this.#closed;
    for (let at = 0; at < samples.length && sent; at += samplesPerMessage) {
      const part = samples.subarray(at, at + samplesPerMessage);
      sent = this.#link.sendAudio(writeClientAudio({ stream: this.#number, samples: part }));
    }
    return sent;
  }

  /**
   * Resolves when all that was written before has been played, or thrown away by `clear` (`played` is false then).
   * `positionMs` is what the stream has played since it was made.
   *
   * @throws OssicleError as `ClientSession.request`; CLOSED when the stream ends before.
   */
  playedUntilHere(options: RequestOptions = {}): Promise<{ readonly played: boolean; readonly positionMs: number }> {
    const { signal } = options;
    const name = `here-${++this.#lastMark}`;
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(this.#isClosed());
      const settle = (finish: () => void): void => {
        for (const stop of stops) stop();
        signal?.removeEventListener('abort', onAbort);
        finish();
      };
      const onAbort = (): void => settle(() => reject(aborted(signal as AbortSignal)));
      signal?.addEventListener('abort', onAbort, { once: true });
      const stops = [
        this.#session.on('endpoint.stream.mark', ({ endpoint_id, name: reached, played, position_ms: positionMs }) => {
          if (endpoint_id === this.endpointId && reached === name) settle(() => resolve({ played, positionMs }));
        }),
        this.#emitter.on('closed', () => settle(() => reject(this.#isClosed()))),
      ];
      const asked = this.#session.request('endpoint.stream.mark', { endpoint_id: this.endpointId, name }, options);
      asked.catch((error: unknown) => settle(() => reject(error)));
    });
  }

  /** Throws away what was not played yet. @throws OssicleError as `ClientSession.request`. */
  async clear(options: RequestOptions = {}): Promise<{ readonly playedMs: number; readonly clearedMs: number }> {
    const params = { endpoint_id: this.endpointId };
    const answer = await this.#session.request('endpoint.stream.clear', params, options);
    return { playedMs: answer.played_ms, clearedMs: answer.cleared_ms };
  }

  /** Removes the endpoint from its session. @throws OssicleError as `ClientSession.request`. */
  async remove(options: RequestOptions = {}): Promise<void> {
    if (this.#closed) return;
    await this.#session.request('endpoint.remove', { endpoint_id: this.endpointId }, options);
    this.#close();
  }

  /** Removes it; a server that is gone is not waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove().catch(() => this.#close());
  }

  #receive({ samples, frameNumber }: ServerAudio): void {
    const missedFrames = this.#nextFrame === undefined ? 0 : (frameNumber - this.#nextFrame + 2 ** 32) % 2 ** 32;
    this.#nextFrame = (frameNumber + 1) % 2 ** 32;
    const heard = { samples, missedFrames };
    for (const queue of this.#queues) queue.push(heard);
    this.#emitter.emit('audio', heard);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#subscriptions) stop();
    for (const queue of this.#queues) queue.close();
    this.#emitter.emit('closed', {});
  }

  #isClosed(): OssicleError {
    return new OssicleError('CLOSED', `The stream ${this.endpointId} is closed.`);
  }
}
