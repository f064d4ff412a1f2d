export type { AudioSource, Tone } from './audio-source.js';
export type { DtmfSource, Endpoint, EndpointConfig, EndpointEvents } from './endpoint.js';
export type { MediaEngineOptions, MediaPlane } from './media-engine.js';
export type { Playback, PlaybackEnd, PlaybackReport } from './playback.js';
export type { Recording, RecordingEnd, RecordingReport } from './recording.js';
export type { Session } from './session.js';
export type { EndpointStats, EngineStats } from './stats.js';
