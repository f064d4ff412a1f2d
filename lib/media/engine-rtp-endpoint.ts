import { EventEmitter, invalidArgument, OssicleError } from '../core/index.js';
import { callNative, type NativeEngine, type NativeHandle, type NativeTone } from '../native/index.js';
import type { AudioSource, Tone } from './audio-source.js';
import { endpointFigures, toEndpointStats } from './endpoint-figures.js';
import type { EngineSession } from './engine-session.js';
import { PendingPlayback } from './pending-playback.js';
import { PendingRecording } from './pending-recording.js';
import type { Playback } from './playback.js';
import type { Recording } from './recording.js';
import type { EndpointConfig, EndpointEvents, RtpEndpoint, VoiceSwitches } from './rtp-endpoint.js';
import type { Session } from './session.js';
import type { EndpointStats } from './stats.js';

/** Static type of RFC 3551 for clocks of 8000 Hz. */
const COMFORT_NOISE_PAYLOAD_TYPE = 13;

/** Where an endpoint tells its plane about what will end by an event. */
export interface PendingRegistry {
  addPlayback(handle: NativeHandle, playback: PendingPlayback): void;
  addRecording(handle: NativeHandle, recording: PendingRecording): void;
}

/** `RtpEndpoint` on the native engine. */
export class EngineRtpEndpoint implements RtpEndpoint {
  readonly kind = 'rtp';
  readonly id: string;
  readonly localPort: number;
  readonly events = new EventEmitter<EndpointEvents>();
  /** Playbacks that have not been told to have ended. */
  readonly playbacks = new Set<PendingPlayback>();
  readonly #engine: NativeEngine;
  readonly #pending: PendingRegistry;
  readonly #handle: NativeHandle;
  readonly #figures = endpointFigures();
  #session: EngineSession;
  #closed = false;

  constructor(
    engine: NativeEngine,
    pending: PendingRegistry,
    session: EngineSession,
    created: { endpoint: NativeHandle; port: number },
  ) {
    this.#engine = engine;
    this.#pending = pending;
    this.#session = session;
    this.#handle = created.endpoint;
    this.id = `endpoint-${created.endpoint}`;
    this.localPort = created.port;
  }

  get session(): Session {
    return this.#session;
  }

  get closed(): boolean {
    return this.#closed;
  }

  configure(config: EndpointConfig): void {
    this.#assertOpen();
    const direction = config.direction ?? 'sendrecv';
    const remotePort = config.remote?.port ?? 0;
    callNative(`Cannot configure ${this.id}`, () =>
      this.#engine.configureEndpoint(this.#handle, {
        remoteAddress: config.remote?.address ?? '',
        remotePort,
        remoteRtcpPort: config.remote?.rtcpPort ?? (remotePort === 0 ? 0 : Math.min(remotePort + 1, 65535)),
        rtcpMux: config.rtcpMux,
        codec: config.codec.name,
        payloadType: config.codec.payloadType,
        telephoneEventPayloadType: config.telephoneEvent?.payloadType ?? -1,
        telephoneEventClockRateHz: config.telephoneEvent?.clockRateHz ?? 8000,
        comfortNoisePayloadType: comfortNoiseType(config),
        sends: direction === 'sendrecv' || direction === 'sendonly',
        receives: direction === 'sendrecv' || direction === 'recvonly',
        mediaTimeoutMs: config.mediaTimeoutMs ?? 0,
      }),
    );
  }

  moveTo(session: Session): void {
    this.#assertOpen();
    const target = session as EngineSession;
    if (target === this.#session) return;
    callNative(`Cannot move ${this.id}`, () => this.#engine.moveEndpoint(this.#handle, target.handle));
    this.#session.remove(this);
    this.#session = target;
    target.add(this);
  }

  setVoiceProcessing(switches: VoiceSwitches): void {
    this.#assertOpen();
    const { voiceDetection, echoCancellation, noiseSuppression, gainControl } = switches;
    callNative(`Cannot set the voice processing of ${this.id}`, () => {
      if (voiceDetection !== undefined) this.#engine.setVoiceDetection(this.#handle, voiceDetection);
      if (echoCancellation !== undefined) this.#engine.setEchoCancellation(this.#handle, echoCancellation);
      if (noiseSuppression !== undefined) this.#engine.setNoiseSuppression(this.#handle, noiseSuppression);
      if (gainControl !== undefined) this.#engine.setGainControl(this.#handle, gainControl);
    });
  }

  setLoopback(on: boolean): void {
    this.#assertOpen();
    callNative(`Cannot set loopback of ${this.id}`, () => this.#engine.setLoopback(this.#handle, on));
  }

  play(source: AudioSource, options: { readonly repeat?: boolean } = {}): Playback {
    this.#assertOpen();
    const handle = callNative('Cannot play', () => this.#start(source, options.repeat ?? false));
    const playback = new PendingPlayback(this.#engine, handle);
    this.playbacks.add(playback);
    void playback.finished.then(() => this.playbacks.delete(playback));
    this.#pending.addPlayback(handle, playback);
    return playback;
  }

  record(path: string): Recording {
    this.#assertOpen();
    if (path === '') throw invalidArgument('path', 'the path of a file to create', path);
    const handle = callNative('Cannot record', () => this.#engine.startRecording(this.#handle, path));
    const recording = new PendingRecording(this.#engine, handle, path);
    this.#pending.addRecording(handle, recording);
    return recording;
  }

  sendDtmf(digits: string, options: { readonly durationMs?: number } = {}): void {
    this.#assertOpen();
    if (!/^[0-9*#A-Da-d]{1,32}$/.test(digits)) throw invalidArgument('digits', '1 to 32 of 0-9 * # A-D', digits);
    const durationMs = options.durationMs ?? 160;
    if (!(durationMs >= 40 && durationMs <= 10_000)) {
      throw invalidArgument('durationMs', 'a number from 40 to 10000', durationMs);
    }
    callNative('Cannot send digits', () => this.#engine.sendDtmf(this.#handle, digits, durationMs));
  }

  stats(): EndpointStats {
    this.#assertOpen();
    const remote = this.#engine.endpointStats(this.#handle, this.#figures);
    return toEndpointStats(this.#figures, remote);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#engine.closeEndpoint(this.#handle);
    this.#session.remove(this);
  }

  /** The engine says that it is gone: nothing about it comes any more. */
  closedByEngine(): void {
    this.#closed = true;
    this.#session.remove(this);
    for (const playback of this.playbacks) playback.endpointClosed();
    this.events.emit('closed', {});
    this.events.clear();
  }

  #start(source: AudioSource, repeat: boolean): NativeHandle {
    switch (source.kind) {
      case 'file':
        return this.#engine.playFile(this.#handle, source.path, repeat);
      case 'samples':
        checkRate(source.sampleRateHz);
        return this.#engine.playSamples(this.#handle, source.samples, source.sampleRateHz, repeat);
      case 'tones':
        return this.#engine.playTones(this.#handle, source.tones.map(toNativeTone), repeat);
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new OssicleError('CLOSED', `${this.id} is closed.`);
  }
}

/** -1 for none. */
function comfortNoiseType({ codec, comfortNoise }: EndpointConfig): number {
  if (codec.name === 'opus' || comfortNoise === null) return -1;
  return comfortNoise?.payloadType ?? COMFORT_NOISE_PAYLOAD_TYPE;
}

function checkRate(sampleRateHz: number): void {
  if (Number.isInteger(sampleRateHz) && sampleRateHz >= 8000 && sampleRateHz <= 192_000) return;
  throw invalidArgument('sampleRateHz', 'an integer from 8000 to 192000', sampleRateHz);
}

function toNativeTone(tone: Tone): NativeTone {
  const { frequenciesHz, durationMs } = tone;
  if (
    frequenciesHz.length === 0 ||
    frequenciesHz.length > 4 ||
    !frequenciesHz.every((hz) => hz >= 20 && hz <= 20_000)
  ) {
    throw invalidArgument('frequenciesHz', '1 to 4 numbers from 20 to 20000', frequenciesHz.join(', '));
  }
  if (!(durationMs > 0)) throw invalidArgument('durationMs', 'a number above 0', durationMs);
  return {
    frequenciesHz: [...frequenciesHz],
    onMs: durationMs,
    offMs: tone.pauseMs ?? 0,
    levelDbm0: tone.levelDbm0 ?? -13,
  };
}
