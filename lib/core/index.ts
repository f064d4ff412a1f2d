export { AsyncQueue } from './async-queue.js';
export { type CancelTimer, type Clock, systemClock } from './clock.js';
export {
  aborted,
  type ErrorCategory,
  type ErrorCode,
  type ErrorEntry,
  errorCatalogue,
  errorMessage,
  invalidArgument,
  OssicleError,
  type OssicleErrorOptions,
  systemErrorCode,
  throwIfAborted,
} from './errors.js';
export { EventEmitter, type Listener, type Unsubscribe } from './events.js';
export { type CallId, type Id, randomId } from './ids.js';
export { type LogFields, type Logger, silentLogger } from './logger.js';
export { nearestName } from './nearest-name.js';
export { isSrtpSuite, newSrtpSecret, type SrtpSuite, srtpSecretBytes } from './srtp-suite.js';
