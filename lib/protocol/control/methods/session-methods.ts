import { z } from 'zod';
import { u32, u64 } from '../numbers.js';
import { direction, endpointState, endpointType, sessionState } from '../states.js';
import { uuid, uuidInput } from '../uuid.js';
import { method, noParams, nothing } from './method.js';

/** A row of `session.info`. */
export const endpointRow = z.object({
  endpoint_id: uuid,
  endpoint_type: endpointType,
  direction,
  state: endpointState,
  codec: z.string().nullable(),
  shared_playback_id: z.string().optional(),
});
export type EndpointRow = z.infer<typeof endpointRow>;

/** A recording in `session.info`. */
export const recordingRow = z.object({
  recording_id: uuid,
  endpoint_id: uuid.nullable(),
  file_path: z.string(),
  state: z.enum(['active', 'stopped']),
});
export type RecordingRow = z.infer<typeof recordingRow>;

/** All about a session: the answer of `session.info` and of `GET /sessions/{id}`. */
export const sessionInfo = z.object({
  session_id: uuid,
  state: sessionState,
  created_at: z.string(),
  endpoints: z.array(endpointRow),
  recordings: z.array(recordingRow),
  vad_active: z.array(uuid),
});
export type SessionInfo = z.infer<typeof sessionInfo>;

/** A row of `session.list`. */
export const sessionRow = z.object({
  session_id: uuid,
  state: sessionState,
  endpoint_count: u32,
  created_at: z.string(),
});
export type SessionRow = z.infer<typeof sessionRow>;

/** What a client may ask for beyond the original protocol when it creates a session. */
export const sessionExtensions = z.object({
  /** Numbers the session's events (`seq`) and keeps the last ones for `session.attach`. */
  replay: z.boolean().default(false),
  /** Binds the session beside those the connection has; requests and events name it by `session_id`. */
  multiplex: z.boolean().default(false),
});
export type SessionExtensions = z.infer<typeof sessionExtensions>;

const createParams = z.object({ extensions: sessionExtensions.optional() }).or(
  z
    .unknown()
    .refine(hasNoExtensions, 'extensions are not valid')
    .transform(() => ({ extensions: undefined })),
);

export const sessionMethods = {
  'session.create': method(createParams, z.object({ session_id: uuid })),
  'session.attach': method(
    z.object({
      session_id: uuidInput,
      extensions: z
        .object({
          /** The last `seq` that was seen: later events that are still known come again. */
          since: u64.optional(),
          multiplex: z.boolean().default(false),
        })
        .optional(),
    }),
    z.object({
      /** With `since`: events that come again, and those that are lost for good. */
      replayed: u32.optional(),
      lost: u64.optional(),
    }),
  ),
  'session.destroy': method(noParams, nothing),
  'session.info': method(noParams, sessionInfo),
  'session.list': method(noParams, z.object({ sessions: z.array(sessionRow) })),
  'session.bridge': method(
    z.object({ target_session_id: uuidInput, direction: direction.default('sendrecv') }),
    z.object({ endpoint_id: uuid, target_endpoint_id: uuid }),
  ),
} as const;

/** The original protocol ignores what `session.create` is given, unless it names our member. */
function hasNoExtensions(value: unknown): boolean {
  return typeof value !== 'object' || value === null || !Object.hasOwn(value, 'extensions');
}
