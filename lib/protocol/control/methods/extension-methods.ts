import { z } from 'zod';
import { f32, f64, u32, u64 } from '../numbers.js';
import { direction, toneName } from '../states.js';
import { uuid, uuidInput } from '../uuid.js';
import { method, nothing } from './method.js';

/** Changes of who hears whom in one request, and sounds in one queue. */
const maximumChanges = 1000;
const maximumQueue = 100;

/** What one endpoint can be made to hear: a file or URL, or a tone. */
export const sound = z.union(
  [
    z.strictObject({ source: z.string() }),
    z.strictObject({
      tone: toneName,
      frequency: f64.min(20).max(20_000).default(440),
      /** Null: endless. */
      duration_ms: u64.nullable().default(null),
    }),
  ],
  'must have a source, or a tone with its frequency and duration_ms, and nothing else',
);
export type Sound = z.output<typeof sound>;

/** Methods that the original protocol does not have: live control of each endpoint. */
export const extensionMethods = {
  /** What it says reaches nobody; it goes on hearing. */
  'endpoint.mute': method(z.object({ endpoint_id: uuidInput, muted: z.boolean().default(true) }), nothing),
  /** Of what it says. */
  'endpoint.gain': method(z.object({ endpoint_id: uuidInput, gain_db: f32.min(-60).max(30) }), nothing),
  'endpoint.direction': method(z.object({ endpoint_id: uuidInput, direction }), nothing),
  /** Takes an RTP endpoint out of the conversation and back; meanwhile it alone hears `music`, over and over. */
  'endpoint.hold': method(
    z.object({
      endpoint_id: uuidInput,
      held: z.boolean().default(true),
      /** Null: silence. */
      music: sound.nullable().default(null),
    }),
    nothing,
  ),
  /** Plays to one RTP endpoint alone, one after the other, over what it hears. */
  'endpoint.play': method(
    z.object({
      endpoint_id: uuidInput,
      sounds: z.array(sound).min(1).max(maximumQueue),
      /** Behind what is queued, or in its place. */
      mode: z.enum(['append', 'replace']).default('append'),
      /** Between `endpoint.play.progress` events; null: none. */
      progress_ms: u32.min(100).max(3_600_000).nullable().default(null),
    }),
    z.object({ play_ids: z.array(uuid) }),
  ),
  /** Ends what plays and empties the queue. */
  'endpoint.play.stop': method(z.object({ endpoint_id: uuidInput }), nothing),
  /** Silence, or no packets, in a recording; its time goes on. */
  'recording.pause': method(z.object({ recording_id: uuidInput }), nothing),
  'recording.resume': method(z.object({ recording_id: uuidInput }), nothing),
  /** Changes exceptions to "each hears all others", and tells who hears whom now. */
  'session.hearing': method(
    z.object({
      changes: z
        .array(z.object({ listener_id: uuidInput, speaker_id: uuidInput, hears: z.boolean() }))
        .max(maximumChanges)
        .default([]),
    }),
    z.object({ hearing: z.array(z.object({ endpoint_id: uuid, hears: z.array(uuid) })) }),
  ),
} as const;
