import { randomUUID } from 'node:crypto';
import { errorMessage } from '../core/index.js';
import type { Session } from '../media/index.js';
import {
  type EventData,
  type EventName,
  type SessionInfo,
  type SessionRow,
  type SessionState,
  tierOf,
} from '../protocol/control/index.js';
import type { ControlEndpoint } from './control-endpoint.js';
import type { ControlRecording } from './control-recording.js';
import { EventHistory, type SessionEvent } from './event-history.js';
import type { ControlServices } from './services.js';
import { SessionTimers } from './session-timers.js';
import { SessionTurns } from './session-turns.js';
import { sessionSpan } from './tracing.js';

/** The client that owns a session: takes its events. */
export interface SessionOwner {
  take(session: ControlSession, event: SessionEvent): void;
  /** A binary frame of audio; lost when its client is too slow. */
  takeAudio(frame: Uint8Array): void;
  /** Takes events that it missed, to be sent after the next response and before all others. */
  replay(session: ControlSession, events: readonly SessionEvent[]): void;
}

/** Something that watches one endpoint of a session. */
export interface EndpointMonitor {
  close(): void;
}

/** A session of the control protocol: endpoints, recordings and monitors over one media session. */
export class ControlSession {
  readonly id: string = randomUUID();
  readonly createdAt: Date;
  readonly media: Session;
  /** Voice activity monitors by the id of their endpoint. */
  readonly voiceMonitors = new Map<string, EndpointMonitor>();
  readonly turns: SessionTurns;
  readonly #services: ControlServices;
  readonly #endpoints = new Map<string, ControlEndpoint>();
  readonly #recordings = new Map<string, ControlRecording>();
  readonly #timers: SessionTimers;
  readonly #history: EventHistory | null;
  readonly #endings = new Set<() => void>();
  readonly #span = sessionSpan(this.id);
  readonly #onEnded: () => void;
  #owner: SessionOwner | null;
  #orphaned = false;
  #ending: Promise<void> | undefined;

  constructor(services: ControlServices, owner: SessionOwner, options: { replay: boolean; onEnded(): void }) {
    const { clock, settings } = services;
    this.#services = services;
    this.#owner = owner;
    this.#onEnded = options.onEnded;
    this.#history = options.replay ? new EventHistory() : null;
    this.createdAt = clock.date();
    this.media = services.media.createSession();
    this.turns = new SessionTurns(clock);
    this.#timers = new SessionTimers(
      clock,
      {
        idleMs: settings.sessionIdleTimeoutSecs * 1000,
        emptyMs: settings.emptySessionTimeoutSecs * 1000,
        disconnectMs: settings.disconnectTimeoutSecs * 1000,
      },
      {
        activity: () => this.#activity(),
        onIdle: () => this.#endIdle(),
        onEmpty: () => this.#endEmpty(),
        onAbandoned: () => void this.end(),
      },
    );
  }

  get endpoints(): ReadonlyMap<string, ControlEndpoint> {
    return this.#endpoints;
  }

  get recordings(): ReadonlyMap<string, ControlRecording> {
    return this.#recordings;
  }

  get state(): SessionState {
    return this.#orphaned ? 'orphaned' : 'active';
  }

  /** Whether its end has begun: commands find it gone. */
  get ended(): boolean {
    return this.#ending !== undefined;
  }

  /** Whether it has as many endpoints as it may. */
  get isFull(): boolean {
    const { maxEndpointsPerSession: limit } = this.#services.settings;
    return limit > 0 && this.#endpoints.size >= limit;
  }

  /** Takes a new endpoint in; false when there is no room. Nothing can come between look and deed. */
  addEndpoint(endpoint: ControlEndpoint): boolean {
    const added = this.adoptEndpoint(endpoint);
    if (added) this.#services.metrics.endpointCreated();
    return added;
  }

  /** Takes in an endpoint of another session; false when there is no room. */
  adoptEndpoint(endpoint: ControlEndpoint): boolean {
    if (this.isFull || this.ended) return false;
    this.#endpoints.set(endpoint.id, endpoint);
    this.#timers.setEmpty(false);
    this.touch();
    return true;
  }

  /** Lets an endpoint go to another session; undefined when it is not here. */
  releaseEndpoint(id: string): ControlEndpoint | undefined {
    const endpoint = this.#endpoints.get(id);
    this.#endpoints.delete(id);
    if (endpoint && this.#endpoints.size === 0) this.#timers.setEmpty(true);
    return endpoint;
  }

  /** Closes an endpoint and forgets it; false when it is not here. */
  closeEndpoint(id: string): boolean {
    const endpoint = this.releaseEndpoint(id);
    if (endpoint) this.#close(endpoint);
    return endpoint !== undefined;
  }

  /** Takes in a recording that has begun; false when there are as many as there may be. */
  addRecording(recording: ControlRecording): boolean {
    if (this.recordings.size >= this.#services.settings.maxRecordingsPerSession || this.ended) return false;
    this.#recordings.set(recording.id, recording);
    return true;
  }

  /** Forgets a recording that has ended. */
  removeRecording(id: string): void {
    const recording = this.#recordings.get(id);
    if (recording) this.#services.metrics.recordingGone(recording.packets);
    this.#recordings.delete(id);
  }

  /** Tells the owner; discarded while there is none. */
  emit<Name extends EventName>(event: Name, data: EventData<Name>): void {
    if (event === 'dtmf') this.#services.metrics.dtmfReported();
    const plain: SessionEvent = { event, data, tier: tierOf(event) };
    const sent = this.#history?.add(plain) ?? plain;
    this.#owner?.take(this, sent);
  }

  /** Gives the owner a binary frame of audio; lost while there is none. */
  sendAudio(frame: Uint8Array): void {
    this.#owner?.takeAudio(frame);
  }

  /** A command came: it is not idle. */
  touch(): void {
    this.#timers.touch();
  }

  /** Its client is gone: it waits for another. Nothing stops. */
  orphan(): void {
    if (this.ended || this.#orphaned) return;
    this.#orphaned = true;
    this.#owner = null;
    this.#timers.setOrphaned(true);
  }

  /** Gives an orphaned session to `owner`. */
  attach(owner: SessionOwner): void {
    this.#orphaned = false;
    this.#owner = owner;
    this.#timers.setOrphaned(false);
    this.#timers.touch();
  }

  /** Whether it numbers its events and keeps the last ones. */
  get keepsEvents(): boolean {
    return this.#history !== null;
  }

  /** Events after number `seq`; none where they are not kept. */
  eventsSince(seq: number): { readonly events: readonly SessionEvent[]; readonly lost: number } {
    return this.#history?.since(seq) ?? { events: [], lost: 0 };
  }

  /** Called once when the session ends, before its endpoints are closed; returns how to take that back. */
  onEnd(callback: () => void): () => void {
    this.#endings.add(callback);
    return () => this.#endings.delete(callback);
  }

  info(): SessionInfo {
    return {
      session_id: this.id,
      state: this.state,
      created_at: this.#createdAtText(),
      endpoints: [...this.#endpoints.values()].map((endpoint) => endpoint.describe()),
      recordings: [...this.recordings.values()].map((recording) => recording.describe()),
      vad_active: [...this.voiceMonitors.keys()],
    };
  }

  row(): SessionRow {
    return {
      session_id: this.id,
      state: this.state,
      endpoint_count: this.#endpoints.size,
      created_at: this.#createdAtText(),
    };
  }

  /** Ends everything in it; settles when its recordings are complete. Its last events still reach the owner. */
  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    this.#timers.stop();
    // Whoever began the end still has to see that it has begun.
    await Promise.resolve();
    for (const callback of this.#endings) this.#guarded(callback);
    for (const monitor of this.voiceMonitors.values()) this.#guarded(() => monitor.close());
    this.voiceMonitors.clear();
    const stopped = [...this.recordings.values()].map((recording) => recording.stop('session_destroyed'));
    for (const endpoint of this.#endpoints.values()) this.#close(endpoint);
    this.#endpoints.clear();
    this.#guarded(() => this.media.close());
    this.#onEnded();
    await Promise.allSettled(stopped);
    for (const id of [...this.#recordings.keys()]) this.removeRecording(id);
    this.#span.end();
  }

  #close(endpoint: ControlEndpoint): void {
    this.#guarded(() => {
      this.#services.metrics.endpointGone(endpoint.totals());
      endpoint.close();
    });
  }

  /** One part that fails to close does not keep the others open. */
  #guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#services.logger.error(`A part of a session did not close: ${errorMessage(error)}`, { sessionId: this.id });
    }
  }

  #endIdle(): void {
    const { sessionIdleTimeoutSecs } = this.#services.settings;
    this.emit('session.idle_timeout', { session_id: this.id, idle_timeout_secs: sessionIdleTimeoutSecs });
    void this.end();
  }

  #endEmpty(): void {
    const { emptySessionTimeoutSecs } = this.#services.settings;
    this.emit('session.empty_timeout', { session_id: this.id, empty_timeout_secs: emptySessionTimeoutSecs });
    void this.end();
  }

  #activity(): number {
    let sum = 0;
    for (const endpoint of this.#endpoints.values()) sum += endpoint.activity();
    return sum;
  }

  /** RFC 3339, with a fraction where there is one. */
  #createdAtText(): string {
    return this.createdAt.toISOString().replace('.000Z', 'Z');
  }
}
