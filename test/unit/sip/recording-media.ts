import { EventEmitter } from '../../../lib/core/index.js';
import type { EndpointConfig, EndpointEvents, RtpEndpoint } from '../../../lib/media/rtp-endpoint.js';
import type { Session } from '../../../lib/media/session.js';
import type { LegMedia } from '../../../lib/sip/index.js';

/** The media port as signalling sees it: hands out ports and keeps what was configured. */
export class RecordingMedia implements LegMedia {
  readonly sessions: RecordingSession[] = [];
  /** Sessions are refused while set. */
  failWith: Error | undefined;
  #nextPort = 41_000;

  createSession(): Session {
    if (this.failWith) throw this.failWith;
    const session = new RecordingSession(this.#nextPort);
    this.#nextPort += 2;
    this.sessions.push(session);
    return session;
  }
}

class RecordingSession implements Session {
  watchSpeaker(): never {
    throw new Error('not asked by signalling');
  }

  readonly id = 'session';
  readonly endpoints = new Set<RecordingEndpoint>();
  closed = false;
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  createEndpoint(): RecordingEndpoint {
    const endpoint = new RecordingEndpoint(this, this.#port);
    this.endpoints.add(endpoint);
    return endpoint;
  }

  createSource(): never {
    throw new Error('not asked by signalling');
  }

  bridge(): never {
    throw new Error('not asked by signalling');
  }

  record(): never {
    throw new Error('not asked by signalling');
  }

  tap(): never {
    throw new Error('not asked by signalling');
  }

  close(): void {
    this.closed = true;
  }
}

/** Keeps its configurations. What signalling never asks of an endpoint is not possible here. */
export class RecordingEndpoint implements RtpEndpoint {
  readonly id = 'endpoint';
  readonly kind = 'rtp';
  readonly localPort: number;
  readonly events = new EventEmitter<EndpointEvents>();
  readonly session: Session;
  readonly configurations: EndpointConfig[] = [];
  readonly direction = 'sendrecv';
  closed = false;

  constructor(session: Session, localPort: number) {
    this.session = session;
    this.localPort = localPort;
  }

  configure(config: EndpointConfig): void {
    this.configurations.push(config);
  }

  close(): void {
    this.closed = true;
  }

  moveTo(): never {
    throw new Error('not asked by signalling');
  }

  setDirection(): never {
    throw new Error('not asked by signalling');
  }

  setMuted(): never {
    throw new Error('not asked by signalling');
  }

  setGain(): never {
    throw new Error('not asked by signalling');
  }

  watchVoice(): never {
    throw new Error('not asked by signalling');
  }

  detectSounds(): never {
    throw new Error('not asked by signalling');
  }

  setHearing(): never {
    throw new Error('not asked by signalling');
  }

  setVoiceProcessing(): never {
    throw new Error('not asked by signalling');
  }

  setLoopback(): never {
    throw new Error('not asked by signalling');
  }

  play(): never {
    throw new Error('not asked by signalling');
  }

  record(): never {
    throw new Error('not asked by signalling');
  }

  tap(): never {
    throw new Error('not asked by signalling');
  }

  sendDtmf(): never {
    throw new Error('not asked by signalling');
  }

  stopDtmf(): never {
    throw new Error('not asked by signalling');
  }

  stats(): never {
    throw new Error('not asked by signalling');
  }
}
