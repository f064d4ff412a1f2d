export type { AudioSource, Tone } from './audio-source.js';
export type { DtmfSource, Endpoint, EndpointConfig, EndpointEvents, VoiceSwitches } from './endpoint.js';
export { EngineMediaPlane } from './engine-media-plane.js';
export { MediaEngine, type MediaEngineOptions } from './media-engine.js';
export type { MediaPlane } from './media-plane.js';
export type { Playback, PlaybackEnd, PlaybackReport } from './playback.js';
export type { Recording, RecordingEnd, RecordingReport } from './recording.js';
export type { Session } from './session.js';
export type { EndpointStats, EngineStats } from './stats.js';
