import type { CallId } from '../core/index.js';
import type { AudioSource, RecordingEnd } from '../media/index.js';
import type { LegDirection, LegEndReason, Party } from './leg.js';

/** Where a digit was announced: RFC 4733 events, tones in the audio, or SIP INFO. */
export type DigitSource = 'rtp' | 'inband' | 'info';

/** What every event carries. */
export interface CallEventEnvelope {
  /** 32 hexadecimal digits, unique per event. */
  readonly id: string;
  readonly callId: CallId;
  /** UTC, ISO 8601 with three fractional digits and `Z`. */
  readonly timestamp: string;
}

/** What happened, by `type`. `call.ended` (or `call.failed`) comes exactly once, as the last event of a call. */
export type CallEventBody =
  | { readonly type: 'call.started'; readonly direction: LegDirection; readonly caller: Party; readonly called: Party }
  | { readonly type: 'call.answered'; readonly codec: string | null }
  | { readonly type: 'call.held' }
  | { readonly type: 'call.resumed' }
  | ({ readonly type: 'call.ended'; readonly durationMs: number } & CallEndFacts)
  /** An outbound call that nobody answered; takes the place of `call.ended`. */
  | ({ readonly type: 'call.failed' } & CallEndFacts)
  /** The first audio packet of the other side arrived. */
  | { readonly type: 'media.started'; readonly codec: string | null }
  /** No audio packet came for `silentMs`. */
  | { readonly type: 'media.timeout'; readonly silentMs: number }
  | { readonly type: 'user.speech.started' }
  | { readonly type: 'user.speech.ended'; readonly durationMs: number }
  /** Once per key press, however many sources announced it. */
  | {
      readonly type: 'dtmf.received';
      readonly digit: string;
      readonly durationMs: number;
      readonly source: DigitSource;
    }
  /** `say` began to be heard. */
  | { readonly type: 'agent.speech.started'; readonly text: string }
  /** The last sound of a `say` has left, or it was interrupted. */
  | ({ readonly type: 'agent.speech.ended'; readonly text: string } & PlayoutResult)
  | { readonly type: 'playback.started'; readonly source: AudioSource['kind'] }
  | ({ readonly type: 'playback.ended'; readonly source: AudioSource['kind'] } & PlayoutResult)
  | { readonly type: 'recording.started'; readonly path: string }
  | ({ readonly type: 'recording.ended' } & RecordingFacts)
  | { readonly type: 'conference.joined'; readonly conference: string }
  | { readonly type: 'conference.left'; readonly conference: string };

/** One event of one call; narrow on `type`. */
export type CallEvent = CallEventEnvelope & CallEventBody;

export type CallEventType = CallEvent['type'];

/** The event of one type. */
export type CallEventOf<Type extends CallEventType> = Extract<CallEvent, { readonly type: Type }>;

/** How a call came to its end. */
export interface CallEndFacts {
  readonly reason: LegEndReason;
  readonly by: 'remote' | 'local' | 'error';
  readonly detail?: string;
}

/** How playing went. */
export interface PlayoutResult {
  /** Whether it was cut short: by a digit, a signal, `stop` or the end of the call. */
  readonly interrupted: boolean;
  /** Audio that left towards the listener. */
  readonly playedMs: number;
}

/** How a recording ended. */
export interface RecordingFacts {
  readonly path: string;
  readonly reason: RecordingEnd;
  readonly durationMs: number;
  /** With `failed`: what the operating system said, e.g. ENOSPC. */
  readonly error?: string;
}
