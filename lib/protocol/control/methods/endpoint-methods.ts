import { z } from 'zod';
import { f32, f64, u8, u32, u64 } from '../numbers.js';
import { direction, toneName } from '../states.js';
import { uuid, uuidInput } from '../uuid.js';
import { method, nothing } from './method.js';

const anyDirection = direction.default('sendrecv');
const oneEndpoint = z.object({ endpoint_id: uuidInput });

/** Longest wait for a download, and longest injected digit. */
const maximumTimeoutMs = 60_000;
const maximumDigitMs = 10_000;
const maximumLoops = 10_000;

const fileMethods = {
  'endpoint.create_with_file': method(
    z.object({
      /** `http:` or `https:` is a URL, everything else a local path. */
      source: z.string(),
      /** Where playing begins, and each loop again. */
      start_ms: u64.default(0),
      /** Extra plays; null: for ever. */
      loop_count: u32.max(maximumLoops).nullable().default(0),
      /** How long a download is kept; 0: until nobody uses it. */
      cache_ttl_secs: u32.default(300),
      /** One decoder for all who share this source. */
      shared: z.boolean().default(false),
      /** Of the whole download. */
      timeout_ms: u32.min(1).max(maximumTimeoutMs).default(10_000),
      /** Further request headers for a URL. */
      headers: z.record(z.string(), z.string()).nullish(),
      gain_db: f32.default(0),
    }),
    z.object({ endpoint_id: uuid }),
  ),
  'endpoint.file.seek': method(z.object({ endpoint_id: uuidInput, position_ms: u64 }), nothing),
  'endpoint.file.pause': method(oneEndpoint, nothing),
  'endpoint.file.resume': method(oneEndpoint, nothing),
} as const;

const toneMethods = {
  'endpoint.create_tone': method(
    z.object({
      tone: toneName,
      /** Of `sine`, in Hz; null: 440. */
      frequency: f64
        .min(20)
        .max(20_000)
        .nullish()
        .transform((hertz) => hertz ?? 440),
      /** Null: endless. */
      duration_ms: u64.nullish().transform((duration) => duration ?? null),
    }),
    z.object({ endpoint_id: uuid, tone: toneName }),
  ),
  'endpoint.dtmf.inject': method(
    z.object({
      endpoint_id: uuidInput,
      digit: z.string().regex(/^[0-9*#A-Da-d]$/, 'must be exactly one character of 0-9 * # A-D'),
      duration_ms: u32.min(1).max(maximumDigitMs).default(160),
      /** Attenuation below 0 dBm0 (RFC 4733 section 2.3.3). */
      volume: u8.max(63).default(10),
    }),
    nothing,
  ),
} as const;

export const endpointMethods = {
  'endpoint.create_from_offer': method(
    z.object({ sdp: z.string(), direction: anyDirection }),
    z.object({ endpoint_id: uuid, sdp_answer: z.string() }),
  ),
  'endpoint.create_offer': method(
    z.object({
      type: z.enum(['webrtc', 'rtp']),
      direction: anyDirection,
      /** Adds `a=crypto` (RFC 4568). */
      srtp: z.boolean().default(false),
      /** A filter of codec names in any case; null: all. */
      codecs: z
        .array(z.string())
        .nullish()
        .transform((names) => names ?? null),
    }),
    z.object({ endpoint_id: uuid, sdp_offer: z.string() }),
  ),
  'endpoint.accept_answer': method(z.object({ endpoint_id: uuidInput, sdp: z.string() }), nothing),
  'endpoint.remove': method(oneEndpoint, nothing),
  'endpoint.ice_restart': method(oneEndpoint, z.object({ sdp_offer: z.string() })),
  'endpoint.srtp_rekey': method(oneEndpoint, z.object({ sdp: z.string() })),
  'endpoint.transfer': method(
    z.object({ endpoint_id: uuidInput, target_session_id: uuidInput }),
    z.object({ endpoint_id: uuid, target_session_id: uuid }),
  ),
  ...fileMethods,
  ...toneMethods,
} as const;
