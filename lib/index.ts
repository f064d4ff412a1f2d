export * from './calls/index.js';
export {
  type ErrorCategory,
  type ErrorCode,
  errorCatalogue,
  type Logger,
  OssicleError,
  silentLogger,
} from './core/index.js';
export {
  type AudioSource,
  type Endpoint,
  type EndpointStats,
  type EngineStats,
  MediaEngine,
  type MediaEngineOptions,
  type RtpEndpoint,
  type Session,
  type Tone,
} from './media/index.js';
export { EspeakNg, type EspeakNgOptions } from './providers/espeak-ng/index.js';
export type { Speech, SynthesizeOptions, TextToSpeech } from './providers/text-to-speech.js';
export { Server, type ServerOptions } from './server/index.js';
