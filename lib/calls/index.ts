export { Call, type CallOptions, type PlayOptions, type SayOptions } from './call.js';
export { CallEventStream } from './call-event-stream.js';
export type {
  CallEndFacts,
  CallEvent,
  CallEventBody,
  CallEventEnvelope,
  CallEventOf,
  CallEventType,
  DigitSource,
  PlayoutResult,
  RecordingFacts,
} from './call-events.js';
export type { CallRecording, RecordOptions } from './call-recording.js';
export { type CallState, type CallTrigger, canTransition, nextCallState } from './call-state.js';
export { Conference, Conferences } from './conference.js';
export type { CollectedDigits, ListenDtmfOptions } from './digit-collector.js';
export type { HangupCallback } from './hangup-callbacks.js';
export type { Leg, LegDirection, LegEnd, LegEndReason, LegEvents, LegState, Party } from './leg.js';
export type { PlayoutOptions } from './playout.js';
export { type CallHandler, serveCall } from './serve-call.js';
