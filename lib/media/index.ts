export type { AudioSource, Tone } from './audio-source.js';
export { AudioStream, type AudioStreamEvents } from './audio-stream.js';
export type { AudioTap, TapOptions } from './audio-tap.js';
export type { BridgeEndpoint } from './bridge-endpoint.js';
export type { Endpoint, EndpointKind, SessionDirection } from './endpoint.js';
export { EngineMediaPlane } from './engine-media-plane.js';
export { MediaEngine, type MediaEngineOptions } from './media-engine.js';
export type { MediaPlane } from './media-plane.js';
export type { Playback, PlaybackEnd, PlaybackReport } from './playback.js';
export type { Recording, RecordingEnd, RecordingOptions, RecordingReport } from './recording.js';
export type {
  AgreedCodec,
  AgreedTelephoneEvent,
  AlsoReceived,
  DtmfSource,
  EndpointConfig,
  EndpointEvents,
  RtpEndpoint,
  SrtpKeys,
  VoiceSwitches,
} from './rtp-endpoint.js';
export type { Bridge, Session } from './session.js';
export type { DetectedSound, SoundDetection, ToneName } from './sound-detection.js';
export type { SourceEndpoint, SourceOptions } from './source-endpoint.js';
export type { EndpointStats, EngineStats } from './stats.js';
export type { VoiceWatch } from './voice-watch.js';
