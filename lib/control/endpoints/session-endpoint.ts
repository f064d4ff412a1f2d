import { randomUUID } from 'node:crypto';
import type { Endpoint, EndpointStats, SoundDetection, VoiceWatch } from '../../media/index.js';
import {
  CommandError,
  type Direction,
  type EndpointRow,
  type EndpointState,
  type EndpointType,
  type StatsRow,
} from '../../protocol/control/index.js';
import type { ControlEndpoint, EndpointTotals } from '../control-endpoint.js';
import type { ControlSession } from '../control-session.js';
import { EndpointStateMachine } from './endpoint-state.js';

const noTotals: EndpointTotals = { packetsRouted: 0, srtpErrors: 0, transcodeErrors: 0 };

/** What endpoints of all types have in common: their names, their state, and their rows in answers and events. */
export abstract class SessionEndpoint implements ControlEndpoint {
  readonly id: string = randomUUID();
  readonly type: EndpointType;
  readonly #state: EndpointStateMachine;
  #session: ControlSession;
  #direction: Direction;
  #muted = false;
  #voiceWatch: VoiceWatch | null = null;
  #detection: SoundDetection | null = null;

  protected constructor(session: ControlSession, type: EndpointType, direction: Direction, initial: EndpointState) {
    this.#session = session;
    this.type = type;
    this.#direction = direction;
    this.#state = new EndpointStateMachine(type, initial);
  }

  /** Codec in `session.info`; null for none. */
  abstract readonly codec: string | null;
  /** What carries its media; null while there is nothing to carry. */
  abstract readonly media: Endpoint | null;
  abstract close(): void;

  /** The session it is in now. */
  get session(): ControlSession {
    return this.#session;
  }

  get direction(): Direction {
    return this.#direction;
  }

  /** Whether others could hear it: it takes part, feeds the session and is not muted. */
  get speaks(): boolean {
    return this.takesPart && this.#direction !== 'recvonly' && !this.#muted;
  }

  /** Whether it could hear others. */
  get listens(): boolean {
    return this.takesPart && this.#direction !== 'sendonly';
  }

  get state(): EndpointState {
    return this.#state.state;
  }

  /** @throws CommandError ENDPOINT_ERROR while it has no media; OssicleError of the media endpoint, here and below. */
  setMuted(muted: boolean): void {
    this.#mediaNow().setMuted(muted);
    this.#muted = muted;
  }

  setGain(gainDb: number): void {
    this.#mediaNow().setGain(gainDb);
  }

  setDirection(direction: Direction): void {
    this.applyDirection(direction);
    this.#direction = direction;
  }

  describe(): EndpointRow {
    const { id, type, direction, state, codec } = this;
    return { endpoint_id: id, endpoint_type: type, direction, state, codec };
  }

  stats(): StatsRow {
    const { id, state } = this;
    const figures = this.figures();
    return {
      endpoint_id: id,
      inbound: {
        packets: figures?.packetsReceived ?? 0,
        bytes: figures?.bytesReceived ?? 0,
        packets_lost: figures?.packetsLost ?? 0,
        jitter_ms: figures?.jitterMs ?? 0,
        last_received_ms_ago: Math.round(figures?.lastReceivedMsAgo ?? 0),
      },
      outbound: { packets: figures?.packetsSent ?? 0, bytes: figures?.bytesSent ?? 0 },
      rtt_ms: figures?.roundTripMs ?? null,
      codec: this.statsCodec,
      state,
    };
  }

  totals(): EndpointTotals {
    const figures = this.figures();
    if (figures === null) return noTotals;
    const { packetsSent, packetsHeldBack, packetsUndecodable, srtpErrors } = figures;
    return { packetsRouted: packetsSent + packetsHeldBack, srtpErrors, transcodeErrors: packetsUndecodable };
  }

  activity(): number {
    const figures = this.figures();
    return figures === null ? 0 : figures.packetsReceived + figures.reportsReceived;
  }

  /** Reports the voice that comes from it, now or as soon as it has media, to `watch` alone; null: to nobody. */
  watchVoice(watch: VoiceWatch | null): void {
    this.#voiceWatch = watch;
    this.#openMedia()?.watchVoice(watch);
  }

  /** Looks for sounds in what comes from it, now or as soon as it has media, in place of those before; null: for none. */
  detectSounds(detection: SoundDetection | null): void {
    this.#openMedia()?.detectSounds(detection);
    this.#detection = detection;
  }

  get detectsSounds(): boolean {
    return this.#detection !== null;
  }

  /** To be called when it gets its media. */
  protected mediaBegan(): void {
    const media = this.#openMedia();
    media?.watchVoice(this.#voiceWatch);
    media?.detectSounds(this.#detection);
  }

  /** Whether sound goes between it and its session. */
  protected get takesPart(): boolean {
    return this.state === 'connected' || this.state === 'playing';
  }

  /** Lets its media take part as `direction` says. */
  protected applyDirection(direction: Direction): void {
    this.#mediaNow().setDirection(direction);
  }

  /** Codec in `stats`. */
  protected get statsCodec(): string {
    return this.codec ?? '';
  }

  /** A snapshot of its media; null while there is none. */
  protected figures(): EndpointStats | null {
    return this.#openMedia()?.stats() ?? null;
  }

  /** Goes to `next` and tells the session. */
  protected changeState(next: EndpointState): void {
    const old = this.state;
    this.#state.moveTo(next);
    this.#session.emit('endpoint.state_changed', { endpoint_id: this.id, old_state: old, new_state: next });
  }

  /** Goes to `finished`, which each type tells by an event of its own. */
  protected finish(): void {
    this.#state.moveTo('finished');
  }

  #openMedia(): Endpoint | null {
    const { media } = this;
    return media === null || media.closed ? null : media;
  }

  #mediaNow(): Endpoint {
    if (this.media !== null) return this.media;
    throw new CommandError('ENDPOINT_ERROR', 'The endpoint has no media yet.');
  }

  /** It belongs to another session from now on. */
  protected movedTo(session: ControlSession): void {
    this.#session = session;
  }
}
