export type {
  Direction,
  EndpointRow,
  EndpointState,
  EndpointType,
  EventData,
  EventName,
  MethodInput,
  MethodName,
  MethodResult,
  RecordingRow,
  SessionInfo,
  SessionRow,
  StatsRow,
} from '../../protocol/control/index.js';
export {
  ClientSession,
  type ClientSessionEvents,
  type NamedEvent,
  type RequestArguments,
  type SessionMethodName,
} from './client-session.js';
export { ClientStream, type ClientStreamEvents, type HeardAudio, type StreamOptions } from './client-stream.js';
export {
  ControlClient,
  type ControlClientEvents,
  type ControlClientOptions,
  type RequestOptions,
} from './control-client.js';
