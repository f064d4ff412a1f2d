import { OssicleError } from '../core/index.js';
import type { NativeHandle } from '../native/index.js';
import type { Endpoint } from './endpoint.js';
import type { EngineRtpEndpoint } from './engine-rtp-endpoint.js';
import type { RtpEndpoint } from './rtp-endpoint.js';
import type { Session } from './session.js';

/** What a session needs from its plane. */
export interface SessionOwner {
  createEndpoint(session: EngineSession): EngineRtpEndpoint;
  closeSession(session: EngineSession): void;
}

/** `Session` on the native engine. */
export class EngineSession implements Session {
  readonly id: string;
  readonly handle: NativeHandle;
  readonly #owner: SessionOwner;
  readonly #endpoints = new Set<EngineRtpEndpoint>();
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

  createEndpoint(): RtpEndpoint {
    if (this.#closed) throw new OssicleError('CLOSED', `${this.id} is closed.`);
    const endpoint = this.#owner.createEndpoint(this);
    this.#endpoints.add(endpoint);
    return endpoint;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const endpoint of [...this.#endpoints]) endpoint.close();
    this.#owner.closeSession(this);
  }

  add(endpoint: EngineRtpEndpoint): void {
    this.#endpoints.add(endpoint);
  }

  remove(endpoint: EngineRtpEndpoint): void {
    this.#endpoints.delete(endpoint);
  }
}
