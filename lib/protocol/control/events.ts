import { z } from 'zod';
import { recordingReport } from './methods/monitoring-methods.js';
import { f64, u32, u64 } from './numbers.js';
import { direction, endpointState, endpointType } from './states.js';
import { uuid } from './uuid.js';

const oneEndpoint = z.object({ endpoint_id: uuid });
const onePlay = oneEndpoint.extend({ play_id: uuid });

/** A row of a `stats` event. */
export const statsRow = z.object({
  endpoint_id: uuid,
  inbound: z.object({
    packets: u64,
    /** Payload only, after decryption. */
    bytes: u64,
    packets_lost: u64,
    jitter_ms: f64,
    /** 0 as long as nothing was received. */
    last_received_ms_ago: u64,
  }),
  outbound: z.object({ packets: u64, bytes: u64 }),
  /** Null until a report about our stream came. */
  rtt_ms: f64.nullable(),
  codec: z.string(),
  state: z.string(),
});
export type StatsRow = z.infer<typeof statsRow>;

/** The data of every event. */
export const controlEvents = {
  'endpoint.state_changed': oneEndpoint.extend({ old_state: endpointState, new_state: endpointState }),
  'endpoint.file.finished': oneEndpoint.extend({
    reason: z.enum(['completed', 'error']),
    error: z.string().nullable(),
  }),
  'recording.stopped': recordingReport.extend({
    recording_id: uuid,
    reason: z.enum(['endpoint_removed', 'endpoint_transferred', 'session_destroyed', 'write_error']),
  }),
  'session.idle_timeout': z.object({ session_id: uuid, idle_timeout_secs: u64 }),
  'session.empty_timeout': z.object({ session_id: uuid, empty_timeout_secs: u64 }),
  dtmf: oneEndpoint.extend({ digit: z.string().length(1), duration_ms: u32 }),
  'endpoint.tone.finished': oneEndpoint,
  'endpoint.media_timeout': oneEndpoint.extend({ duration_ms: u64 }),
  'endpoint.rtcp_bye': oneEndpoint.extend({ ssrc_list: z.array(u32), reason: z.string().nullable() }),
  'endpoint.transferred_out': oneEndpoint.extend({ target_session_id: uuid }),
  'endpoint.transferred_in': oneEndpoint.extend({
    source_session_id: uuid,
    endpoint_type: endpointType,
    direction,
    state: endpointState,
  }),
  stats: z.object({ endpoints: z.array(statsRow) }),
  'vad.speech_started': oneEndpoint,
  'vad.silence': oneEndpoint.extend({ silence_duration_ms: u64 }),
  'vad.error': oneEndpoint.extend({ error: z.string() }),
  /** Extensions, for who uses `endpoint.play`. */
  'endpoint.play.started': onePlay,
  'endpoint.play.progress': onePlay.extend({ position_ms: u64 }),
  'endpoint.play.finished': onePlay.extend({
    reason: z.enum(['completed', 'stopped', 'error']),
    played_ms: u64,
    error: z.string().nullable(),
  }),
  /** Extension, for who uses `endpoint.stream.mark`; not `played`: cleared, or the endpoint was removed. */
  'endpoint.stream.mark': oneEndpoint.extend({ name: z.string(), played: z.boolean(), position_ms: f64 }),
  /** Extension: audio found no room and was dropped; told once until there is room again. */
  'endpoint.stream.overflow': oneEndpoint.extend({ dropped_ms: f64 }),
  /** Extensions, for who uses `detect.start`: a key pressed as a tone, */
  'detect.dtmf': oneEndpoint.extend({ digit: z.string().length(1), duration_ms: u32 }),
  /** a tone of the network or of a fax (`country` null), with the cadence it is known by (empty: it has no end), */
  'detect.tone': oneEndpoint.extend({
    tone: z.enum([
      'dial',
      'busy',
      'ringback',
      'congestion',
      'call_waiting',
      'sit',
      'cng',
      'ced',
      'ans_reversed',
      'ansam',
      'ansam_reversed',
    ]),
    country: z.string().nullable(),
    frequencies_hz: z.array(f64),
    /** On and off by turns. */
    cadence_ms: z.array(f64),
  }),
  /** who has answered (once), */
  'detect.answer': oneEndpoint.extend({
    answer: z.enum(['human', 'machine', 'fax', 'silence']),
    cause: z.enum([
      'none',
      'initial_silence',
      'short_greeting',
      'long_greeting',
      'many_words',
      'beep',
      'calling_fax',
      'called_fax',
      'time_out',
    ]),
    /** Since `detect.start`. */
    after_ms: u64,
  }),
  /** and that a machine has beeped. */
  'detect.beep': oneEndpoint.extend({ frequency_hz: f64, duration_ms: u32 }),
  /** Extension, for who uses `session.active_speaker`; null: nobody has spoken for two seconds. */
  'session.active_speaker': z.object({ endpoint_id: uuid.nullable() }),
  'events.dropped': z.object({ count: u64 }),
  'session.orphaned': z.object({ timeout_remaining_ms: u64 }),
} as const;

export type EventName = keyof typeof controlEvents;
export type EventData<Name extends EventName> = z.infer<(typeof controlEvents)[Name]>;

/** Events that go ahead of the others and of requests that wait. */
const priorityEvents: ReadonlySet<string> = new Set<EventName>([
  'endpoint.state_changed',
  'endpoint.file.finished',
  'recording.stopped',
  'session.idle_timeout',
  'session.empty_timeout',
]);

/** Which of the two queues of a connection an event goes to. */
export type EventTier = 'priority' | 'normal';

/** The queue of an event. */
export function tierOf(event: EventName): EventTier {
  return priorityEvents.has(event) ? 'priority' : 'normal';
}
