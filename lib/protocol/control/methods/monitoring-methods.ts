import { z } from 'zod';
import { f32, u32, u64 } from '../numbers.js';
import { uuid, uuidInput } from '../uuid.js';
import { method, noParams, nothing } from './method.js';

const hourMs = 3_600_000;

/** What is said of a recording when it ends. */
export const recordingReport = z.object({
  file_path: z.string(),
  duration_ms: u64,
  packets: u64,
  dropped_packets: u64,
});

/** Recording, voice activity and statistics: what watches a session. */
export const monitoringMethods = {
  'recording.start': method(
    z.object({
      file_path: z.string(),
      /** Null: every endpoint of the session. */
      endpoint_id: uuidInput.nullish().transform((id) => id ?? null),
      /** Extension, as the next ones: packets, or sound as WAV or Ogg Opus. */
      format: z.enum(['pcap', 'wav', 'ogg']).default('pcap'),
      /** Of sound: `stereo` is what the endpoint says left, what it hears right. */
      layout: z.enum(['mixed', 'stereo']).default('mixed'),
      /** Everyone hears a short tone every 15 s. */
      beep: z.boolean().default(false),
      /** Of packets: also what is sent. */
      sent_too: z.boolean().default(false),
    }),
    z.object({ recording_id: uuid }),
  ),
  'recording.stop': method(z.object({ recording_id: uuidInput }), recordingReport),
  'vad.start': method(
    z.object({
      endpoint_id: uuidInput,
      silence_interval_ms: u32.min(100).max(hourMs).default(1000),
      speech_threshold: f32.min(0).max(1).default(0.5),
    }),
    nothing,
  ),
  'vad.stop': method(z.object({ endpoint_id: uuidInput }), nothing),
  'stats.subscribe': method(z.object({ interval_ms: u32.min(500).max(hourMs).default(5000) }), nothing),
  'stats.unsubscribe': method(noParams, nothing),
} as const;
