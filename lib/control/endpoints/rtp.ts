import type { EndpointConfig, Playback, RtpEndpoint as RtpMedia } from '../../media/index.js';
import { CommandError, type Direction } from '../../protocol/control/index.js';
import { answerText, readPlainAudio, writePlainAudio } from '../../protocol/sdp/index.js';
import type { ControlSession } from '../control-session.js';
import { PlayQueue } from '../play-queue.js';
import type { ControlServices } from '../services.js';
import type { ReadySound } from '../sounds.js';
import type { RtpNegotiation } from './rtp-negotiation.js';
import { SessionEndpoint } from './session-endpoint.js';

interface RtpOptions {
  readonly services: ControlServices;
  readonly direction: Direction;
  /** What our descriptions advertise. */
  readonly address: string;
  readonly negotiation: RtpNegotiation;
}

/** A peer of RTP, without or with SRTP. */
export class RtpEndpoint extends SessionEndpoint {
  readonly media: RtpMedia;
  readonly #services: ControlServices;
  readonly #address: string;
  readonly #negotiation: RtpNegotiation;
  #queue: PlayQueue | undefined;
  #hold: { readonly music: ReadySound | null; readonly playback: Playback | null } | null = null;

  /** Takes a pair of ports. Media flows once `connect` or `accept` was called. @throws OssicleError of the media session. */
  constructor(session: ControlSession, options: RtpOptions, initial: 'connecting' | 'connected') {
    super(session, 'rtp', options.direction, initial);
    this.#services = options.services;
    this.#address = options.address;
    this.#negotiation = options.negotiation;
    this.media = session.media.createEndpoint({ direction: options.direction });
    this.#tellEvents();
  }

  get codec(): string | null {
    return this.#negotiation.formats[0]?.codec.name ?? null;
  }

  /** Our offer or answer, as things stand. */
  description(): string {
    const { formats, telephoneEvents, rtcpMux, srtp } = this.#negotiation;
    return writePlainAudio({
      sessionNumber: BigInt(`0x${this.id.replaceAll('-', '').slice(0, 16)}`) >> 1n,
      address: this.#address,
      port: this.media.localPort,
      formats,
      telephoneEvents,
      rtcpMux,
      crypto: srtp?.attribute ?? null,
    });
  }

  /** Sounds for the peer alone. */
  get queue(): PlayQueue {
    this.#queue ??= new PlayQueue({
      endpointId: this.id,
      media: this.media,
      files: this.#services.files,
      clock: this.#services.clock,
      emit: (event, data) => this.session.emit(event, data),
    });
    return this.#queue;
  }

  /** Lets media flow as negotiated. @throws OssicleError of the media endpoint. */
  connect(): void {
    this.media.configure(this.#config());
    this.applyDirection(this.direction);
  }

  /** Takes the peer out of the conversation; it hears `music`, again and again, or nothing. */
  hold(music: ReadySound | null): void {
    this.resume();
    this.#hold = { music, playback: music === null ? null : this.media.play(music.source, { repeat: true }) };
    this.applyDirection(this.direction);
  }

  /** Brings it back. */
  resume(): void {
    const hold = this.#hold;
    this.#hold = null;
    hold?.playback?.stop();
    hold?.music?.release();
    if (hold && !this.media.closed) this.applyDirection(this.direction);
  }

  /**
   * Takes an answer to our latest description. The first one connects the endpoint.
   *
   * @throws CommandError ENDPOINT_ERROR; nothing changes then.
   */
  accept(text: string): void {
    this.#negotiation.accept(readPlainAudio(answerText(text)));
    this.connect();
    if (this.state === 'connecting') this.changeState('connected');
  }

  /** Sends with a new key from now on, which `description` offers. @throws CommandError ENDPOINT_ERROR without SRTP. */
  rekey(): void {
    const { srtp } = this.#negotiation;
    if (srtp === null) throw new CommandError('ENDPOINT_ERROR', 'SRTP is not active on this endpoint.');
    srtp.rekey();
    if (this.state === 'connected') this.media.configure(this.#config());
  }

  /** @throws CommandError ENDPOINT_ERROR when the peer takes no telephone-events. */
  sendDigit(digit: string, durationMs: number, volumeDbm0: number): void {
    if (!this.#negotiation.canSendDigits) throw new CommandError('ENDPOINT_ERROR', 'No telephone-event PT negotiated.');
    if (this.state === 'connected') this.media.sendDtmf(digit, { durationMs, volumeDbm0 });
  }

  /** Goes to `target`, where there is room. @throws OssicleError of the media endpoint; it stays where it is then. */
  moveTo(target: ControlSession): void {
    this.media.stopDtmf();
    this.media.moveTo(target.media);
    this.movedTo(target);
  }

  close(): void {
    this.#queue?.stop();
    this.media.close();
    this.resume();
  }

  protected override get takesPart(): boolean {
    return super.takesPart && this.codec !== null && this.#hold === null;
  }

  protected override applyDirection(direction: Direction): void {
    // Before it is connected the media endpoint takes no part anyway.
    this.media.setDirection(this.takesPart || this.state === 'connecting' ? direction : 'inactive');
  }

  #config(): EndpointConfig {
    const { formats, telephoneEvent, remote, rtcpMux, srtp } = this.#negotiation;
    const [format] = formats;
    return {
      remote,
      rtcpMux,
      // Without a codec nothing is said or heard, but telephone-events still come.
      codec: format ? { ...format.codec, payloadType: format.payloadType } : { name: 'PCMU', payloadType: 0 },
      telephoneEvent,
      alsoReceives: this.#negotiation.alsoReceives,
      awaitsPeer: true,
      srtp: srtp && { suite: srtp.suite, sendKey: srtp.sendKey, receiveKey: srtp.receiveKey },
      learning: 'newest',
      steady: false,
      // Only what someone asked for is looked for, as what is passed on need not be decoded.
      detection: false,
      mediaTimeoutMs: this.#services.settings.mediaTimeoutSecs * 1000,
    };
  }

  #tellEvents(): void {
    const { events } = this.media;
    const endpoint_id = this.id;
    events.on('dtmf', ({ digit, durationMs, source }) => {
      if (source === 'rtp') this.session.emit('dtmf', { endpoint_id, digit, duration_ms: Math.round(durationMs) });
    });
    events.on('rtcpBye', ({ ssrcs, reason }) => {
      this.session.emit('endpoint.rtcp_bye', { endpoint_id, ssrc_list: [...ssrcs], reason });
    });
    events.on('mediaTimeout', ({ silentMs }) => {
      if (this.state !== 'connected') return;
      this.session.emit('endpoint.media_timeout', { endpoint_id, duration_ms: Math.round(silentMs) });
    });
  }
}
