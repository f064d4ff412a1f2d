import { invalidArgument, OssicleError } from '../core/index.js';
import type { NativeHandle } from '../native/index.js';
import type { AudioSource } from './audio-source.js';
import type { AudioTap, TapOptions } from './audio-tap.js';
import type { Endpoint, SessionDirection } from './endpoint.js';
import type { EngineEndpoint } from './engine-endpoint.js';
import type { Recording, RecordingOptions } from './recording.js';
import type { RtpEndpoint } from './rtp-endpoint.js';
import type { Bridge, Session } from './session.js';
import type { SourceEndpoint, SourceOptions } from './source-endpoint.js';

/** What a session needs from its plane. */
export interface SessionOwner {
  createEndpoint(session: EngineSession, direction: SessionDirection): RtpEndpoint & EngineEndpoint;
  createSource(session: EngineSession, source: AudioSource, options: SourceOptions): SourceEndpoint & EngineEndpoint;
  createBridge(session: EngineSession, target: EngineSession, direction: SessionDirection): Bridge;
  record(session: EngineSession, path: string, options: RecordingOptions): Recording;
  tap(session: EngineSession, options: TapOptions): AudioTap;
  closeSession(session: EngineSession): void;
}

/** `Session` on the native engine. */
export class EngineSession implements Session {
  readonly id: string;
  readonly handle: NativeHandle;
  readonly #owner: SessionOwner;
  readonly #endpoints = new Set<EngineEndpoint>();
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
    this.#endpoints.add(endpoint);
    return endpoint;
  }

  createSource(source: AudioSource, options: SourceOptions = {}): SourceEndpoint {
    this.#assertOpen();
    const endpoint = this.#owner.createSource(this, source, options);
    this.#endpoints.add(endpoint);
    return endpoint;
  }

  bridge(target: Session, options: { readonly direction?: SessionDirection } = {}): Bridge {
    this.#assertOpen();
    const other = target as EngineSession;
    other.#assertOpen();
    if (other === this) throw invalidArgument('target', 'another session', this.id);
    return this.#owner.createBridge(this, other, options.direction ?? 'sendrecv');
  }

  record(path: string, options: RecordingOptions = {}): Recording {
    this.#assertOpen();
    return this.#owner.record(this, path, options);
  }

  tap(options: TapOptions = {}): AudioTap {
    this.#assertOpen();
    return this.#owner.tap(this, options);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const endpoint of [...this.#endpoints]) endpoint.close();
    this.#owner.closeSession(this);
  }

  add(endpoint: EngineEndpoint): void {
    this.#endpoints.add(endpoint);
  }

  remove(endpoint: EngineEndpoint): void {
    this.#endpoints.delete(endpoint);
  }

  #assertOpen(): void {
    if (this.#closed) throw new OssicleError('CLOSED', `${this.id} is closed.`);
  }
}
