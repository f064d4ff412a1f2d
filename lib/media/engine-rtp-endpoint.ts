import { EventEmitter, invalidArgument } from '../core/index.js';
import {
  callNative,
  type NativeEndpointConfig,
  type NativeEngine,
  type NativeHandle,
  type NativeParticipation,
} from '../native/index.js';
import type { AudioSource } from './audio-source.js';
import { checkedSrtp } from './checked-srtp.js';
import { EngineEndpoint, type PendingRegistry } from './engine-endpoint.js';
import type { EngineSession } from './engine-session.js';
import { toNativeSound } from './native-sound.js';
import { PendingPlayback } from './pending-playback.js';
import type { Playback } from './playback.js';
import type { Recording } from './recording.js';
import type {
  AgreedCodec,
  AlsoReceived,
  EndpointConfig,
  EndpointEvents,
  RtpEndpoint,
  VoiceSwitches,
} from './rtp-endpoint.js';
import type { Session } from './session.js';

/** Static type of RFC 3551 for clocks of 8000 Hz. */
const COMFORT_NOISE_PAYLOAD_TYPE = 13;
/** As many as there are payload types. */
const MOST_ALSO_RECEIVED = 127;

/** `RtpEndpoint` on the native engine. */
export class EngineRtpEndpoint extends EngineEndpoint implements RtpEndpoint {
  readonly kind = 'rtp';
  readonly localPort: number;
  readonly events = new EventEmitter<EndpointEvents>();
  /** Playbacks that have not been told to have ended. */
  readonly playbacks = new Set<PendingPlayback>();
  readonly #pending: PendingRegistry;

  constructor(
    engine: NativeEngine,
    pending: PendingRegistry,
    session: EngineSession,
    created: { endpoint: NativeHandle; port: number; participation: NativeParticipation },
  ) {
    super(engine, session, created.endpoint, created.participation);
    this.#pending = pending;
    this.localPort = created.port;
  }

  configure(config: EndpointConfig): void {
    this.assertOpen();
    const direction = config.direction ?? 'sendrecv';
    const remotePort = config.remote?.port ?? 0;
    callNative(`Cannot configure ${this.id}`, () =>
      this.engine.configureEndpoint(this.handle, {
        remoteAddress: config.remote?.address ?? '',
        remotePort,
        remoteRtcpPort: config.remote?.rtcpPort ?? (remotePort === 0 ? 0 : Math.min(remotePort + 1, 65535)),
        rtcpMux: config.rtcpMux,
        codec: config.codec.name,
        codecClockRateHz: codecClockRateHz(config.codec),
        payloadType: config.codec.payloadType,
        telephoneEventPayloadType: config.telephoneEvent?.payloadType ?? -1,
        telephoneEventClockRateHz: config.telephoneEvent?.clockRateHz ?? 8000,
        comfortNoisePayloadType: comfortNoiseType(config),
        alsoReceives: checkAlsoReceives(config.alsoReceives ?? []),
        sends: direction === 'sendrecv' || direction === 'sendonly',
        receives: direction === 'sendrecv' || direction === 'recvonly',
        awaitsPeer: config.awaitsPeer ?? false,
        learning: config.learning ?? 'signalled',
        steady: config.steady ?? true,
        detection: config.detection ?? true,
        mediaTimeoutMs: config.mediaTimeoutMs ?? 0,
        srtp: checkedSrtp(config.srtp ?? null),
      }),
    );
  }

  moveTo(session: Session): void {
    this.assertOpen();
    const target = session as EngineSession;
    if (target === this.session) return;
    callNative(`Cannot move ${this.id}`, () => this.engine.moveEndpoint(this.handle, target.handle));
    this.enter(target);
  }

  setVoiceProcessing(switches: VoiceSwitches): void {
    this.assertOpen();
    const { voiceDetection, echoCancellation, noiseSuppression, gainControl } = switches;
    callNative(`Cannot set the voice processing of ${this.id}`, () => {
      if (voiceDetection !== undefined) this.engine.setVoiceDetection(this.handle, voiceDetection);
      if (echoCancellation !== undefined) this.engine.setEchoCancellation(this.handle, echoCancellation);
      if (noiseSuppression !== undefined) this.engine.setNoiseSuppression(this.handle, noiseSuppression);
      if (gainControl !== undefined) this.engine.setGainControl(this.handle, gainControl);
    });
  }

  setLoopback(on: boolean): void {
    this.assertOpen();
    callNative(`Cannot set loopback of ${this.id}`, () => this.engine.setLoopback(this.handle, on));
  }

  play(source: AudioSource, options: { readonly repeat?: boolean } = {}): Playback {
    this.assertOpen();
    const sound = toNativeSound(source, (stream) => this.#pending.openStream(stream));
    const play = { loops: options.repeat ? -1 : 0, startMs: 0 };
    const handle = callNative('Cannot play', () => this.engine.play(this.handle, sound, play));
    const playback = new PendingPlayback(this.engine, handle);
    if (source.kind === 'stream') void playback.finished.then(() => this.#pending.closeStream(source.stream));
    this.playbacks.add(playback);
    void playback.finished.then(() => this.playbacks.delete(playback));
    this.#pending.addPlayback(handle, playback);
    return playback;
  }

  record(path: string): Recording {
    this.assertOpen();
    return this.session.record(path, { endpoint: this });
  }

  sendDtmf(digits: string, options: { readonly durationMs?: number; readonly volumeDbm0?: number } = {}): void {
    this.assertOpen();
    if (!/^[0-9*#A-Da-d]{1,32}$/.test(digits)) throw invalidArgument('digits', '1 to 32 of 0-9 * # A-D', digits);
    const durationMs = options.durationMs ?? 160;
    if (!(durationMs >= 1 && durationMs <= 10_000)) {
      throw invalidArgument('durationMs', 'a number from 1 to 10000', durationMs);
    }
    const volumeDbm0 = options.volumeDbm0 ?? 10;
    if (!(Number.isInteger(volumeDbm0) && volumeDbm0 >= 0 && volumeDbm0 <= 63)) {
      throw invalidArgument('volumeDbm0', 'an integer from 0 to 63', volumeDbm0);
    }
    callNative('Cannot send digits', () => this.engine.sendDtmf(this.handle, digits, durationMs, volumeDbm0));
  }

  stopDtmf(): void {
    this.assertOpen();
    callNative('Cannot stop digits', () => this.engine.stopDtmf(this.handle));
  }

  /** The engine says that it is gone: nothing about it comes any more. */
  override closedByEngine(): void {
    super.closedByEngine();
    for (const playback of this.playbacks) playback.endpointClosed();
    this.events.emit('closed', {});
    this.events.clear();
  }
}

function checkAlsoReceives(also: readonly AlsoReceived[]): NativeEndpointConfig['alsoReceives'] {
  if (also.length > MOST_ALSO_RECEIVED) {
    throw invalidArgument('alsoReceives', `at most ${MOST_ALSO_RECEIVED}`, also.length);
  }
  return also.map((format) => ({
    codec: format.name,
    payloadType: format.payloadType,
    clockRateHz: format.name === 'telephone-event' ? format.clockRateHz : codecClockRateHz(format),
  }));
}

/** 0 for the usual one. A frame of 20 ms at more than 16 kHz has no room in a datagram. */
function codecClockRateHz({ name, clockRateHz = 16_000 }: AgreedCodec): number {
  if (name !== 'L16') return 0;
  if (clockRateHz === 8_000 || clockRateHz === 16_000) return clockRateHz;
  throw invalidArgument('codec.clockRateHz', '8000 or 16000', clockRateHz);
}

/** -1 for none. */
function comfortNoiseType({ codec, alsoReceives = [], comfortNoise }: EndpointConfig): number {
  const clocked = [codec, ...alsoReceives].some(({ name }) => name !== 'opus' && name !== 'telephone-event');
  if (!clocked || comfortNoise === null) return -1;
  return comfortNoise?.payloadType ?? COMFORT_NOISE_PAYLOAD_TYPE;
}
