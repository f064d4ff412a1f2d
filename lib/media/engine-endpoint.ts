import { invalidArgument, OssicleError } from '../core/index.js';
import { callNative, type NativeEngine, type NativeHandle, type NativeParticipation } from '../native/index.js';
import type { AudioStream } from './audio-stream.js';
import type { AudioTap, TapOptions } from './audio-tap.js';
import type { Endpoint, EndpointKind, SessionDirection } from './endpoint.js';
import { endpointFigures, toEndpointStats } from './endpoint-figures.js';
import type { EngineSession } from './engine-session.js';
import type { PendingPlayback } from './pending-playback.js';
import { RunningDetection } from './running-detection.js';
import type { Session } from './session.js';
import type { SoundDetection } from './sound-detection.js';
import type { EndpointStats } from './stats.js';
import type { VoiceWatch } from './voice-watch.js';

/** Where an endpoint tells its plane about what will end by an event. */
export interface PendingRegistry {
  addPlayback(handle: NativeHandle, playback: PendingPlayback): void;
  openStream(stream: AudioStream): NativeHandle;
  closeStream(stream: AudioStream): void;
}

/** `Endpoint` on the native engine. */
export abstract class EngineEndpoint implements Endpoint {
  readonly id: string;
  abstract readonly kind: EndpointKind;
  readonly handle: NativeHandle;
  protected readonly engine: NativeEngine;
  readonly #figures = endpointFigures();
  #session: EngineSession;
  #participation: NativeParticipation;
  #voiceWatch: VoiceWatch | null = null;
  #detection: RunningDetection | null = null;
  #closed = false;

  constructor(engine: NativeEngine, session: EngineSession, handle: NativeHandle, participation: NativeParticipation) {
    this.engine = engine;
    this.handle = handle;
    this.id = `endpoint-${handle}`;
    this.#session = session;
    this.#participation = participation;
  }

  get session(): Session {
    return this.#session;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get direction(): SessionDirection {
    return directionOf(this.#participation);
  }

  setDirection(direction: SessionDirection): void {
    this.#participate(participationOf(direction));
  }

  setMuted(muted: boolean): void {
    this.#participate({ muted });
  }

  setGain(gainDb: number): void {
    this.#participate({ gainDb: checkGain(gainDb) });
  }

  setHearing(speaker: Endpoint, hears: boolean): void {
    this.assertOpen();
    if (speaker.session !== this.#session || speaker === this) {
      throw invalidArgument('speaker', `another endpoint of ${this.#session.id}`, speaker.id);
    }
    const { handle } = speaker as EngineEndpoint;
    callNative(`Cannot set what ${this.id} hears`, () => this.engine.setHearing(this.handle, handle, hears));
  }

  watchVoice(watch: VoiceWatch | null): void {
    this.assertOpen();
    if (watch === null && this.#voiceWatch === null) return;
    const failure = `Cannot watch the voice of ${this.id}`;
    if (watch === null) callNative(failure, () => this.engine.unwatchVoice(this.handle));
    else {
      const { speechThreshold, silenceIntervalMs } = checkWatch(watch);
      callNative(failure, () => this.engine.watchVoice(this.handle, speechThreshold, silenceIntervalMs));
    }
    this.#voiceWatch = watch;
  }

  detectSounds(detection: SoundDetection | null): void {
    this.assertOpen();
    if (detection === null && this.#detection === null) return;
    const running = detection === null ? null : new RunningDetection(detection);
    callNative(`Cannot detect sounds of ${this.id}`, () =>
      this.engine.detectSounds(this.handle, running?.native ?? null),
    );
    this.#detection = running;
  }

  /** What the engine finds is told here. */
  get detection(): RunningDetection | null {
    return this.#detection;
  }

  /** The engine reports speech (null), or for how long there has been none. */
  voiceReported(silentMs: number | null): void {
    if (silentMs === null) this.#voiceWatch?.onSpeech();
    else this.#voiceWatch?.onSilence(silentMs);
  }

  stats(): EndpointStats {
    this.assertOpen();
    const remote = this.engine.endpointStats(this.handle, this.#figures);
    return toEndpointStats(this.#figures, remote);
  }

  tap(options: Omit<TapOptions, 'endpoint'> = {}): AudioTap {
    this.assertOpen();
    return this.#session.tap({ ...options, endpoint: this });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.engine.closeEndpoint(this.handle);
    this.#session.remove(this);
  }

  /** The engine says that it is gone: nothing about it comes any more. */
  closedByEngine(): void {
    this.#closed = true;
    this.#session.remove(this);
  }

  protected assertOpen(): void {
    if (this.#closed) throw new OssicleError('CLOSED', `${this.id} is closed.`);
  }

  /** Another session has it from now on. */
  protected enter(session: EngineSession): void {
    this.#session.remove(this);
    this.#session = session;
    session.add(this);
  }

  #participate(change: Partial<NativeParticipation>): void {
    this.assertOpen();
    this.#participation = { ...this.#participation, ...change };
    callNative(`Cannot change ${this.id}`, () => this.engine.setParticipation(this.handle, this.#participation));
  }
}

/** What a direction means for who hears whom. @throws OssicleError INVALID_ARGUMENT. */
export function participationOf(direction: SessionDirection): { feeds: boolean; hears: boolean } {
  switch (direction) {
    case 'sendrecv':
      return { feeds: true, hears: true };
    case 'sendonly':
      return { feeds: true, hears: false };
    case 'recvonly':
      return { feeds: false, hears: true };
    case 'inactive':
      return { feeds: false, hears: false };
    default:
      throw invalidArgument('direction', 'sendrecv, sendonly, recvonly or inactive', direction);
  }
}

/** An endpoint that has just been made. @throws OssicleError INVALID_ARGUMENT. */
export function participationFor(direction: SessionDirection, gainDb = 0): NativeParticipation {
  return { ...participationOf(direction), muted: false, gainDb: checkGain(gainDb) };
}

function directionOf({ feeds, hears }: NativeParticipation): SessionDirection {
  if (feeds) return hears ? 'sendrecv' : 'sendonly';
  return hears ? 'recvonly' : 'inactive';
}

function checkWatch(watch: VoiceWatch): VoiceWatch {
  const { speechThreshold, silenceIntervalMs } = watch;
  if (!(speechThreshold >= 0 && speechThreshold <= 1)) {
    throw invalidArgument('speechThreshold', 'a number from 0 to 1', speechThreshold);
  }
  if (!(silenceIntervalMs >= 20 && silenceIntervalMs <= 86_400_000)) {
    throw invalidArgument('silenceIntervalMs', 'a number from 20 to 86400000', silenceIntervalMs);
  }
  return watch;
}

function checkGain(gainDb: number): number {
  if (gainDb >= -60 && gainDb <= 30) return gainDb;
  throw invalidArgument('gainDb', 'a number from -60 to 30', gainDb);
}
