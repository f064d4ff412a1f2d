import type { Endpoint } from './endpoint.js';

/** What to listen to from outside. */
export interface TapOptions {
  /** 8000 to 48000; of an endpoint its own by default, of a session 16000. */
  readonly sampleRateHz?: number;
  /** One endpoint; by default everyone in the session, mixed. */
  readonly endpoint?: Endpoint;
  /** Of an endpoint: what it says (default) or what it hears. */
  readonly what?: 'said' | 'heard';
}

/**
 * Sound of a session in frames of 20 ms, silence included, for one reader. Ends with its session or endpoint, with the
 * loop, or by `close()`. Who reads too slowly loses what is beyond two seconds, and is told how much.
 *
 * @example
 * for await (const frame of endpoint.tap({ sampleRateHz: 16_000 })) transcriber.write(frame);
 */
export interface AudioTap extends AsyncIterable<Int16Array> {
  readonly sampleRateHz: number;
  /** Sound that nobody read in time. */
  readonly droppedMs: number;
  /** Ends it at once. Idempotent. */
  close(): void;
}
