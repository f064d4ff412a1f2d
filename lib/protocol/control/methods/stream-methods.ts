import { z } from 'zod';
import { f64, u32 } from '../numbers.js';
import { direction } from '../states.js';
import { uuid, uuidInput } from '../uuid.js';
import { method, nothing } from './method.js';

/** Audio in and out over the WebSocket itself, which the original protocol does not have. */
export const streamMethods = {
  /** An endpoint whose audio goes as binary frames (`binary-audio.ts`) on the connection that owns the session. */
  'endpoint.create_stream': method(
    z.object({
      direction: direction.default('sendrecv'),
      /** Of the 16-bit samples both ways. */
      sample_rate: z.literal([8000, 16_000, 24_000, 48_000]).default(16_000),
      /** How much audio that was sent may wait to be played. */
      buffer_ms: u32.min(100).max(60_000).default(10_000),
    }),
    z.object({
      endpoint_id: uuid,
      /** What binary frames name it by. */
      stream: u32,
    }),
  ),
  /** Asks for `endpoint.stream.mark` when all audio that was sent before has been played. */
  'endpoint.stream.mark': method(z.object({ endpoint_id: uuidInput, name: z.string().min(1).max(256) }), nothing),
  /** Throws away audio that was sent and not played. */
  'endpoint.stream.clear': method(
    z.object({ endpoint_id: uuidInput }),
    z.object({
      /** Audio that was played since the endpoint was created. */
      played_ms: f64,
      cleared_ms: f64,
    }),
  ),
} as const;
