import type { NativeAudioUnits } from './audio-units.js';
import { loadAddon } from './load-addon.js';

/** Names a session, endpoint, playback or recording of the native side. 0 names nothing. */
export type NativeHandle = number;

export interface NativeBuildInfo {
  readonly version: string;
  readonly compiler: string;
  readonly opus: string;
  /** The OpenSSL that is linked in, which is not Node's own. */
  readonly openssl: string;
  /** Whether the WebRTC audio processing module is linked in; echo canceller and noise suppressor need it. */
  readonly webrtc: boolean;
  /** Instruction sets this CPU has and this build can use, e.g. `avx2`. */
  readonly cpuFeatures: readonly string[];
  readonly codecs: readonly { name: string; payloadType: number; clockRateHz: number; channels: number }[];
}

export interface NativeEngineOptions {
  /** 0 means one per CPU core. */
  threads: number;
  bindAddress: string;
  rtpPortMin: number;
  rtpPortMax: number;
}

export interface NativeEndpointConfig {
  /** Empty: learn the peer from its first packet. */
  remoteAddress: string;
  remotePort: number;
  remoteRtcpPort: number;
  rtcpMux: boolean;
  codec: string;
  /** Counts for L16 alone; 0: 16000. */
  codecClockRateHz: number;
  payloadType: number;
  /** -1: no telephone-event negotiated. */
  telephoneEventPayloadType: number;
  telephoneEventClockRateHz: number;
  /** -1: none. */
  comfortNoisePayloadType: number;
  /** `clockRateHz` counts for `telephone-event` and L16 alone. */
  alsoReceives: { codec: string; payloadType: number; clockRateHz: number }[];
  sends: boolean;
  receives: boolean;
  awaitsPeer: boolean;
  learning: 'signalled' | 'newest';
  steady: boolean;
  detection: boolean;
  /** 0 switches the event off. */
  mediaTimeoutMs: number;
  /** Null: plain RTP. Keys of the suite's size; `receiveKey` null while the peer's is not known. */
  srtp: { suite: string; sendKey: Uint8Array; receiveKey: Uint8Array | null } | null;
}

/** What is looked for in what an endpoint says. */
export interface NativeSoundDetection {
  digits: boolean;
  tones: boolean;
  answer: boolean;
  /** As `figuresOfPatterns` of `lib/audio` writes them. */
  patterns: Float64Array;
}

/** How an endpoint takes part in its session. */
export interface NativeParticipation {
  feeds: boolean;
  hears: boolean;
  muted: boolean;
  gainDb: number;
  /** Of a bridge: no other bridge leads out of the session behind it. */
  terminal?: boolean;
}

/** What can be played. */
export type NativeSound =
  | { path: string; shared: boolean }
  | { samples: Int16Array; sampleRateHz: number }
  | { tones: NativeTone[] }
  | { stream: NativeHandle };

/** An endpoint, or with 0 the whole session. */
export interface NativeRecordingTarget {
  session: NativeHandle;
  endpoint: NativeHandle;
}

export interface NativeRecordingOptions {
  path: string;
  format: 'wav' | 'ogg' | 'pcap';
  part: 'said' | 'heard' | 'both';
  /** 0: the endpoint's. */
  sampleRateHz: number;
  sentToo: boolean;
  queuePackets: number;
}

export interface NativePlayOptions {
  /** Plays after the first; below 0 for ever. */
  loops: number;
  startMs: number;
}

export interface NativeTone {
  frequenciesHz: number[];
  onMs: number;
  offMs: number;
  levelDbm0: number;
}

/** `[type, subject, a, b, text]`; meaning per type in `native/media/event.h`. */
export type NativeEvent = readonly [
  type: number,
  subject: NativeHandle,
  a: number,
  b: number,
  text: string,
  ssrcs?: readonly number[],
];

/** What the real and the stepped engine have in common. Every call returns at once; outcomes come as events. */
export interface NativeEngine {
  createSession(): NativeHandle;
  closeSession(session: NativeHandle): void;
  createEndpoint(session: NativeHandle, participation: NativeParticipation): { endpoint: NativeHandle; port: number };
  createSource(
    session: NativeHandle,
    sound: NativeSound,
    options: NativePlayOptions,
    gainDb: number,
  ): { endpoint: NativeHandle; playback: NativeHandle };
  pauseSource(endpoint: NativeHandle, paused: boolean): void;
  seekSource(endpoint: NativeHandle, positionMs: number): void;
  createBridge(
    session: NativeHandle,
    target: NativeHandle,
    near: NativeParticipation,
  ): { near: NativeHandle; far: NativeHandle };
  setParticipation(endpoint: NativeHandle, participation: NativeParticipation): void;
  setHearing(listener: NativeHandle, speaker: NativeHandle, hears: boolean): void;
  configureEndpoint(endpoint: NativeHandle, config: NativeEndpointConfig): void;
  moveEndpoint(endpoint: NativeHandle, session: NativeHandle): void;
  setLoopback(endpoint: NativeHandle, on: boolean): void;
  setVoiceDetection(endpoint: NativeHandle, on: boolean): void;
  /** Reports speech and silence of what it says until `unwatchVoice`. */
  watchVoice(endpoint: NativeHandle, speechThreshold: number, silenceIntervalMs: number): void;
  unwatchVoice(endpoint: NativeHandle): void;
  /** In place of what was looked for before; null: nothing. */
  detectSounds(endpoint: NativeHandle, detection: NativeSoundDetection | null): void;
  /** Whether events tell who has the floor in a session. */
  watchSpeaker(session: NativeHandle, watched: boolean): void;
  setEchoCancellation(endpoint: NativeHandle, on: boolean): void;
  setNoiseSuppression(endpoint: NativeHandle, on: boolean): void;
  setGainControl(endpoint: NativeHandle, on: boolean): void;
  closeEndpoint(endpoint: NativeHandle): void;
  play(endpoint: NativeHandle, sound: NativeSound, options: NativePlayOptions): NativeHandle;
  stopPlayback(playback: NativeHandle): void;
  startRecording(target: NativeRecordingTarget, options: NativeRecordingOptions): NativeHandle;
  /** Of a tap too. */
  stopRecording(recording: NativeHandle): void;
  pauseRecording(recording: NativeHandle, paused: boolean): void;
  startTap(target: NativeRecordingTarget, sampleRateHz: number, part: 'said' | 'heard'): NativeHandle;
  /** How many samples were written into `out`. */
  readTap(tap: NativeHandle, out: Int16Array): number;
  /** Samples that nobody read in time. */
  tapDropped(tap: NativeHandle): number;
  createStream(sampleRateHz: number, bufferMs: number): NativeHandle;
  /** All of them, or 0 when there is no room. */
  writeStream(stream: NativeHandle, samples: Int16Array): number;
  markStream(stream: NativeHandle, id: number): boolean;
  clearStream(stream: NativeHandle): void;
  endStream(stream: NativeHandle): void;
  streamPlayed(stream: NativeHandle): number;
  freeStream(stream: NativeHandle): void;
  sendDtmf(endpoint: NativeHandle, digits: string, durationMs: number, volumeDbm0: number): void;
  stopDtmf(endpoint: NativeHandle): void;
  /** Fills `out` in the order of `native/session/endpoint_stats.h`; returns the peer's `address:port` or ''. */
  endpointStats(endpoint: NativeHandle, out: Float64Array): string;
  /** Fills `out` in the order of `native/media/engine_stats.h`. */
  engineStats(out: Float64Array): void;
  drainEvents(): NativeEvent[];
  close(): void;
}

export interface NativeSteppedEngine extends NativeEngine {
  /** Advances virtual time by `ms`, ticking everything due. */
  step(ms: number): void;
  nowMs(): number;
  setNetwork(delayMs: number, jitterMs: number, lossRatio: number, duplicateRatio: number): void;
  /** Puts a datagram on the simulated network. */
  inject(from: string, to: string, datagram: Uint8Array): void;
  /** Datagrams that left for addresses no endpoint has, oldest first. */
  takeStrays(): { from: string; to: string; atMs: number; datagram: Uint8Array }[];
}

/** The native surface, typed once; a test compares it with the loaded binary. */
export interface NativeAddon extends NativeAudioUnits {
  buildInfo(): NativeBuildInfo;
  MediaEngine: new (options: NativeEngineOptions, wake: () => void) => NativeEngine;
  SteppedEngine: new (options: NativeEngineOptions, seed: number) => NativeSteppedEngine;
}

let addon: NativeAddon | undefined;

/**
 * The native addon, loaded on first use.
 *
 * @throws OssicleError NATIVE_LOAD_FAILED with what was tried and what to do.
 */
export function native(): NativeAddon {
  addon ??= loadAddon() as NativeAddon;
  return addon;
}
