export {
  type BinaryAudio,
  readBinaryAudio,
  readServerAudio,
  type ServerAudio,
  writeBinaryAudio,
  writeClientAudio,
} from './binary-audio.js';
export {
  type EventEnvelope,
  errorEnvelope,
  errorText,
  eventEnvelope,
  eventText,
  requestEnvelope,
  responseEnvelope,
  resultText,
} from './envelope.js';
export { CommandError, type ControlErrorCode, controlErrorCodes } from './error-codes.js';
export { controlEvents, type EventData, type EventName, type EventTier, type StatsRow, tierOf } from './events.js';
export { controlJsonSchema } from './json-schema.js';
export type { Sound } from './methods/extension-methods.js';
export {
  controlMethods,
  isMethodName,
  type MethodInput,
  type MethodName,
  type MethodParams,
  type MethodResult,
} from './methods/index.js';
export type { EndpointRow, RecordingRow, SessionInfo, SessionRow } from './methods/session-methods.js';
export { readParams } from './read-params.js';
export { type ControlRequest, type ReadRequest, readRequest } from './request.js';
export type { Direction, EndpointState, EndpointType, SessionState, ToneName } from './states.js';
export { normalUuid } from './uuid.js';
