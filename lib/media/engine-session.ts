import { invalidArgument, OssicleError } from '../core/index.js';
import type { NativeHandle } from '../native/index.js';
import type { AudioSource } from './audio-source.js';
import type { AudioTap, TapOptions } from './audio-tap.js';
import type { Endpoint, SessionDirection } from './endpoint.js';
import type { EngineEndpoint } from './engine-endpoint.js';
import type { Recording, RecordingOptions } from './recording.js';
import type { RtpEndpoint } from './rtp-endpoint.js';
import type { Bridge, BridgeOptions, Session } from './session.js';
import type { SourceEndpoint, SourceOptions } from './source-endpoint.js';

/** What a session needs from its plane. */
export interface SessionOwner {
  createEndpoint(session: EngineSession, direction: SessionDirection): RtpEndpoint & EngineEndpoint;
  createSource(session: EngineSession, source: AudioSource, options: SourceOptions): SourceEndpoint & EngineEndpoint;
  createBridge(session: EngineSession, target: EngineSession, options: BridgeOptions): Bridge;
  record(session: EngineSession, path: string, options: RecordingOptions): Recording;
  tap(session: EngineSession, options: TapOptions): AudioTap;
  watchSpeaker(session: EngineSession, watched: boolean): void;
  closeSession(session: EngineSession): void;
}

/** `Session` on the native engine. */
export class EngineSession implements Session {
  readonly id: string;
  readonly handle: NativeHandle;
  readonly #owner: SessionOwner;
  readonly #endpoints = new Set<EngineEndpoint>();
  /** Who hears them, of those whom one member alone hears. */
  readonly #whispers = new Map<EngineEndpoint, Endpoint>();
  #onSpeaker: ((speaker: Endpoint | null) => void) | null = null;
  #closed = false;

  constructor(owner: SessionOwner, handle: NativeHandle) {
    this.#owner = owner;
    this.handle = handle;
    this.id = `session-${handle}`;
  }

  get endpoints(): ReadonlySet<Endpoint> {
    return this.#endpoints;
  }

  get closed(): boolean {
    return this.#closed;
  }

  createEndpoint(options: { readonly direction?: SessionDirection } = {}): RtpEndpoint {
    this.#assertOpen();
    const endpoint = this.#owner.createEndpoint(this, options.direction ?? 'sendrecv');
    this.add(endpoint);
    return endpoint;
  }

  createSource(source: AudioSource, options: SourceOptions = {}): SourceEndpoint {
    this.#assertOpen();
    const endpoint = this.#owner.createSource(this, source, options);
    this.#endpoints.add(endpoint);
    return endpoint;
  }

  bridge(target: Session, options: BridgeOptions = {}): Bridge {
    this.#assertOpen();
    const other = target as EngineSession;
    other.#assertOpen();
    if (other === this) throw invalidArgument('target', 'another session', this.id);
    return this.#owner.createBridge(this, other, options);
  }

  record(path: string, options: RecordingOptions = {}): Recording {
    this.#assertOpen();
    return this.#owner.record(this, path, options);
  }

  tap(options: TapOptions = {}): AudioTap {
    this.#assertOpen();
    return this.#owner.tap(this, options);
  }

  watchSpeaker(onSpeaker: ((speaker: Endpoint | null) => void) | null): void {
    this.#assertOpen();
    if ((onSpeaker === null) !== (this.#onSpeaker === null)) this.#owner.watchSpeaker(this, onSpeaker !== null);
    this.#onSpeaker = onSpeaker;
  }

  /** The engine says who has the floor. */
  speakerChanged(speaker: Endpoint | null): void {
    this.#onSpeaker?.(speaker);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const endpoint of [...this.#endpoints]) endpoint.close();
    this.#owner.closeSession(this);
  }

  add(endpoint: EngineEndpoint): void {
    this.#endpoints.add(endpoint);
    for (const [speaker, listener] of this.#whispers) if (endpoint !== listener) endpoint.setHearing(speaker, false);
  }

  remove(endpoint: EngineEndpoint): void {
    this.#endpoints.delete(endpoint);
    this.#whispers.delete(endpoint);
  }

  /** From now on nobody but `listener` hears `speaker`, a source; who comes later does not either. */
  whisper(speaker: SourceEndpoint, listener: Endpoint): void {
    this.#whispers.set(speaker as SourceEndpoint & EngineEndpoint, listener);
    for (const endpoint of this.endpoints) {
      if (endpoint !== listener && endpoint !== speaker) endpoint.setHearing(speaker, false);
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new OssicleError('CLOSED', `${this.id} is closed.`);
  }
}
