import { invalidArgument, OssicleError } from '../core/index.js';
import { callNative, type NativeEngine, type NativeEvent, type NativeHandle } from '../native/index.js';
import type { AudioSource } from './audio-source.js';
import type { AudioStream } from './audio-stream.js';
import type { AudioTap, TapOptions } from './audio-tap.js';
import type { SessionDirection } from './endpoint.js';
import { EngineBridgeEndpoint } from './engine-bridge-endpoint.js';
import { type EngineEndpoint, type PendingRegistry, participationFor } from './engine-endpoint.js';
import { EngineRecordings } from './engine-recordings.js';
import { EngineRtpEndpoint } from './engine-rtp-endpoint.js';
import { EngineSession, type SessionOwner } from './engine-session.js';
import { checkPosition, EngineSourceEndpoint } from './engine-source-endpoint.js';
import { EngineStreams } from './engine-streams.js';
import type { MediaPlane } from './media-plane.js';
import { toNativeSound } from './native-sound.js';
import type { PendingPlayback } from './pending-playback.js';
import type { Recording, RecordingOptions } from './recording.js';
import type { Bridge, BridgeOptions, Session } from './session.js';
import type { SourceOptions } from './source-endpoint.js';
import type { EngineStats } from './stats.js';

/** Order of `EventType` in `native/session/event.h`. */
const eventTypes = [
  'dtmf',
  'speechStarted',
  'speechEnded',
  'mediaStarted',
  'mediaTimeout',
  'rtcpBye',
  'playbackEnded',
  'recordingEnded',
  'endpointClosed',
  'recordingStarted',
  'recordingCounted',
  'tapReady',
  'streamMark',
  'streamCleared',
  'streamRoom',
  'voiceStarted',
  'voiceSilent',
  'digitHeard',
  'toneHeard',
  'answerKnown',
  'beepHeard',
  'speakerChanged',
] as const;

/** Number of doubles in `native/media/engine_stats.h`. */
const engineFigures = 7;

/**
 * The media plane over a native engine, whichever kind: hands out sessions and routes the engine's events to what
 * they are about.
 */
export class EngineMediaPlane implements MediaPlane, SessionOwner, PendingRegistry {
  readonly #engine: NativeEngine;
  readonly #sessions = new Map<NativeHandle, EngineSession>();
  readonly #endpoints = new Map<NativeHandle, EngineEndpoint>();
  readonly #playbacks = new Map<NativeHandle, PendingPlayback>();
  readonly #recordings: EngineRecordings;
  readonly #streams: EngineStreams;
  #closed = false;

  protected constructor(engine: NativeEngine) {
    this.#engine = engine;
    this.#recordings = new EngineRecordings(engine);
    this.#streams = new EngineStreams(engine);
  }

  createSession(): Session {
    this.#assertOpen();
    const handle = callNative('Cannot create a session', () => this.#engine.createSession());
    const session = new EngineSession(this, handle);
    this.#sessions.set(handle, session);
    return session;
  }

  /** Called by a session of this plane. */
  createEndpoint(session: EngineSession, direction: SessionDirection): EngineRtpEndpoint {
    this.#assertOpen();
    const participation = participationFor(direction);
    const created = callNative('Cannot create an endpoint', () =>
      this.#engine.createEndpoint(session.handle, participation),
    );
    const endpoint = new EngineRtpEndpoint(this.#engine, this, session, { ...created, participation });
    this.#endpoints.set(created.endpoint, endpoint);
    return endpoint;
  }

  /** Called by a session of this plane. */
  createSource(session: EngineSession, source: AudioSource, options: SourceOptions): EngineSourceEndpoint {
    this.#assertOpen();
    const participation = participationFor('sendonly', options.gainDb);
    const sound = toNativeSound(source, (stream) => this.openStream(stream));
    const play = { loops: checkLoops(options.loops), startMs: checkPosition('startMs', options.startMs ?? 0) };
    const created = callNative('Cannot create a source', () =>
      this.#engine.createSource(session.handle, sound, play, participation.gainDb),
    );
    const seekable = source.kind === 'samples' || (source.kind === 'file' && !source.shared);
    const endpoint = new EngineSourceEndpoint(this.#engine, session, { ...created, participation, seekable });
    this.#endpoints.set(created.endpoint, endpoint);
    this.addPlayback(created.playback, endpoint.playback);
    if (source.kind === 'stream') void endpoint.finished.then(() => this.closeStream(source.stream));
    return endpoint;
  }

  /** Called by a session of this plane. */
  createBridge(session: EngineSession, target: EngineSession, options: BridgeOptions): Bridge {
    this.#assertOpen();
    const { direction = 'sendrecv', terminal = false } = options;
    const participation = participationFor(direction);
    const here = { ...participation, terminal };
    const there = { ...participation, feeds: here.hears, hears: here.feeds };
    const created = callNative('Cannot create a bridge', () =>
      this.#engine.createBridge(session.handle, target.handle, here),
    );
    const near = new EngineBridgeEndpoint(this.#engine, session, created.near, here);
    const far = new EngineBridgeEndpoint(this.#engine, target, created.far, there);
    EngineBridgeEndpoint.pair(near, far);
    this.#endpoints.set(created.near, near);
    this.#endpoints.set(created.far, far);
    session.add(near);
    target.add(far);
    return { near, far };
  }

  /** Called by a session of this plane. */
  watchSpeaker(session: EngineSession, watched: boolean): void {
    this.#assertOpen();
    callNative(`Cannot watch the speakers of ${session.id}`, () => this.#engine.watchSpeaker(session.handle, watched));
  }

  /** Called by a session of this plane. */
  closeSession(session: EngineSession): void {
    this.#sessions.delete(session.handle);
    if (!this.#closed) this.#engine.closeSession(session.handle);
    this.#recordings.sessionClosed(session);
  }

  /** Called by an endpoint of this plane. */
  addPlayback(handle: NativeHandle, playback: PendingPlayback): void {
    this.#playbacks.set(handle, playback);
    void playback.finished.then(() => this.#playbacks.delete(handle));
  }

  /** Called by a session of this plane. */
  record(session: EngineSession, path: string, options: RecordingOptions): Recording {
    this.#assertOpen();
    return this.#recordings.record(session, path, options);
  }

  /** Called by a session of this plane. */
  tap(session: EngineSession, options: TapOptions): AudioTap {
    this.#assertOpen();
    return this.#recordings.tap(session, options);
  }

  /** Called by an endpoint of this plane. */
  openStream(stream: AudioStream): NativeHandle {
    return this.#streams.open(stream);
  }

  /** Called by an endpoint of this plane. */
  closeStream(stream: AudioStream): void {
    this.#streams.close(stream);
  }

  stats(): EngineStats {
    const figures = new Float64Array(engineFigures);
    this.#engine.engineStats(figures);
    const [threads = 0, sessions = 0, endpoints = 0, missedTicks = 0, eventsDropped = 0, ...rest] = figures;
    const [commandsRefused = 0, srtpErrors = 0] = rest;
    return { threads, sessions, endpoints, missedTicks, eventsDropped, commandsRefused, srtpErrors };
  }

  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#engine.close();
      this.dispatchEvents();
      this.#recordings.close();
    }
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Routes everything that waits. */
  protected dispatchEvents(): void {
    for (const event of this.#engine.drainEvents()) this.#dispatch(event);
  }

  #dispatch(event: NativeEvent): void {
    const [type, subject, a, b, text] = event;
    switch (eventTypes[type]) {
      case 'playbackEnded':
        return this.#playbacks.get(subject)?.end(a, b, text);
      case 'recordingEnded':
        return this.#recordings.ended(subject, a, b, text);
      case 'recordingStarted':
        return this.#recordings.begun(subject);
      case 'recordingCounted':
        return this.#recordings.counted(subject, a, b);
      case 'tapReady':
        return this.#recordings.tapReady(subject);
      case 'streamMark':
        return this.#streams.marked(subject, a, b === 1);
      case 'streamCleared':
        return this.#streams.cleared(subject, a, b);
      case 'streamRoom':
        return this.#streams.roomy(subject);
      case 'speakerChanged':
        return this.#sessions.get(subject)?.speakerChanged(this.#endpoints.get(a) ?? null);
      default:
        return this.#dispatchToEndpoint(event);
    }
  }

  #dispatchToEndpoint([type, subject, a, b, text, ssrcs]: NativeEvent): void {
    const endpoint = this.#endpoints.get(subject);
    if (!endpoint) return;
    if (eventTypes[type] === 'endpointClosed') {
      this.#endpoints.delete(subject);
      this.#recordings.endpointClosed(endpoint);
      return endpoint.closedByEngine();
    }
    switch (eventTypes[type]) {
      case 'voiceStarted':
        return endpoint.voiceReported(null);
      case 'voiceSilent':
        return endpoint.voiceReported(a);
      case 'digitHeard':
        return endpoint.detection?.digitHeard(text, a);
      case 'toneHeard':
        return endpoint.detection?.toneHeard(a);
      case 'answerKnown':
        return endpoint.detection?.answerKnown(a, b);
      case 'beepHeard':
        return endpoint.detection?.beepHeard(a, b);
    }
    if (!(endpoint instanceof EngineRtpEndpoint)) return;
    switch (eventTypes[type]) {
      case 'dtmf':
        return endpoint.events.emit('dtmf', { digit: text, durationMs: a, source: b === 0 ? 'rtp' : 'inband' });
      case 'speechStarted':
        return endpoint.events.emit('speechStarted', {});
      case 'speechEnded':
        return endpoint.events.emit('speechEnded', { durationMs: a });
      case 'mediaStarted':
        return endpoint.events.emit('mediaStarted', {});
      case 'mediaTimeout':
        return endpoint.events.emit('mediaTimeout', { silentMs: a });
      case 'rtcpBye':
        return endpoint.events.emit('rtcpBye', { ssrcs: ssrcs ?? [], reason: text === '' ? null : text });
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new OssicleError('CLOSED', 'The media engine is closed.');
  }
}

function checkLoops(loops: number | null | undefined): number {
  if (loops === null) return -1;
  if (loops === undefined || (Number.isInteger(loops) && loops >= 0 && loops <= 10_000)) return loops ?? 0;
  throw invalidArgument('loops', 'an integer from 0 to 10000, or null', loops);
}
