import { invalidArgument } from '../core/index.js';
import { callNative, type NativeEngine, type NativeHandle } from '../native/index.js';
import type { AudioTap, TapOptions } from './audio-tap.js';
import type { Endpoint } from './endpoint.js';
import type { EngineEndpoint } from './engine-endpoint.js';
import type { EngineSession } from './engine-session.js';
import { EngineTap } from './engine-tap.js';
import { PendingRecording } from './pending-recording.js';
import type { Recording, RecordingOptions } from './recording.js';
import type { SourceEndpoint } from './source-endpoint.js';

/** The rate of a session's mix when it is recorded or listened to. */
const mixRateHz = 16_000;
const oggRates: readonly number[] = [8_000, 12_000, 16_000, 24_000, 48_000];

interface TapEntry {
  readonly tap: EngineTap;
  readonly session: EngineSession;
  readonly endpoint: Endpoint | undefined;
}

/** What is recorded of a native engine, or listened to. */
export class EngineRecordings {
  readonly #engine: NativeEngine;
  readonly #recordings = new Map<NativeHandle, PendingRecording>();
  readonly #taps = new Map<NativeHandle, TapEntry>();

  constructor(engine: NativeEngine) {
    this.#engine = engine;
  }

  /** @throws OssicleError INVALID_ARGUMENT, CLOSED. */
  record(session: EngineSession, path: string, options: RecordingOptions): Recording {
    checkOptions(session, path, options);
    const { format = 'wav', endpoint, layout, sentToo = false, queuePackets = 1_000, sampleRateHz = 0 } = options;
    const part = layout === 'stereo' ? 'both' : 'said';
    const target = targetOf(session, endpoint);
    const handle = callNative('Cannot record', () =>
      this.#engine.startRecording(target, { path, format, part, sampleRateHz, sentToo, queuePackets }),
    );
    const recording = new PendingRecording(
      this.#engine,
      handle,
      path,
      options.beep ? beepIn(session, endpoint) : undefined,
    );
    this.#recordings.set(handle, recording);
    return recording;
  }

  /** @throws OssicleError INVALID_ARGUMENT, CLOSED. */
  tap(session: EngineSession, options: TapOptions): AudioTap {
    const { endpoint, what = 'said', sampleRateHz = mixRateHz } = options;
    checkMember(session, endpoint);
    checkRate(sampleRateHz);
    if (sampleRateHz % 50 !== 0) throw invalidArgument('sampleRateHz', 'a multiple of 50', sampleRateHz);
    if (what !== 'said' && !endpoint) throw invalidArgument('what', "'said', or an endpoint", what);
    const handle = callNative('Cannot listen', () =>
      this.#engine.startTap(targetOf(session, endpoint), sampleRateHz, what),
    );
    const tap = new EngineTap(this.#engine, handle, sampleRateHz, () => this.#taps.delete(handle));
    this.#taps.set(handle, { tap, session, endpoint });
    return tap;
  }

  begun(recording: NativeHandle): void {
    this.#recordings.get(recording)?.begin();
  }

  counted(recording: NativeHandle, packets: number, dropped: number): void {
    this.#recordings.get(recording)?.count(packets, dropped);
  }

  ended(recording: NativeHandle, durationMs: number, end: number, error: string): void {
    this.#recordings.get(recording)?.end(durationMs, end, error);
    this.#recordings.delete(recording);
  }

  tapReady(tap: NativeHandle): void {
    this.#taps.get(tap)?.tap.ready();
  }

  endpointClosed(endpoint: Endpoint): void {
    for (const entry of this.#taps.values()) if (entry.endpoint === endpoint) entry.tap.end();
  }

  sessionClosed(session: EngineSession): void {
    for (const entry of this.#taps.values()) {
      if (entry.session === session && !entry.endpoint) entry.tap.end();
    }
  }

  /** The engine is gone. */
  close(): void {
    for (const { tap } of this.#taps.values()) tap.end();
  }
}

function targetOf(session: EngineSession, endpoint: Endpoint | undefined): { session: number; endpoint: number } {
  return { session: session.handle, endpoint: endpoint ? (endpoint as EngineEndpoint).handle : 0 };
}

/** Who is recorded hears it, as long as it is not closed. */
function beepIn(session: EngineSession, endpoint: Endpoint | undefined): SourceEndpoint {
  const tones = [{ frequenciesHz: [1_400], durationMs: 200, pauseMs: 14_800, levelDbm0: -25 }];
  const beep = session.createSource({ kind: 'tones', tones }, { loops: null });
  if (endpoint) session.whisper(beep, endpoint);
  return beep;
}

function checkOptions(session: EngineSession, path: string, options: RecordingOptions): void {
  const { format = 'wav', endpoint, layout = 'mixed', sampleRateHz, queuePackets = 1_000 } = options;
  if (path === '') throw invalidArgument('path', 'the path of a file to create', path);
  if (!['wav', 'ogg', 'pcap'].includes(format)) throw invalidArgument('format', 'wav, ogg or pcap', format);
  checkMember(session, endpoint);
  const stereo = layout === 'stereo';
  if (!stereo && layout !== 'mixed') throw invalidArgument('layout', 'mixed or stereo', layout);
  if (stereo && (!endpoint || format === 'pcap'))
    throw invalidArgument('layout', 'mixed, unless the sound (wav or ogg) of one endpoint is recorded', layout);
  if (sampleRateHz !== undefined) {
    checkRate(sampleRateHz);
    if (format === 'ogg' && !oggRates.includes(sampleRateHz)) {
      throw invalidArgument('sampleRateHz', `one of ${oggRates.join(', ')}`, sampleRateHz);
    }
  }
  if (!(Number.isInteger(queuePackets) && queuePackets >= 1 && queuePackets <= 1_000_000)) {
    throw invalidArgument('queuePackets', 'an integer from 1 to 1000000', queuePackets);
  }
}

function checkMember(session: EngineSession, endpoint: Endpoint | undefined): void {
  if (endpoint && !session.endpoints.has(endpoint)) {
    throw invalidArgument('endpoint', `an endpoint of ${session.id}`, endpoint.id);
  }
}

function checkRate(sampleRateHz: number): void {
  if (Number.isInteger(sampleRateHz) && sampleRateHz >= 8_000 && sampleRateHz <= 48_000) return;
  throw invalidArgument('sampleRateHz', 'an integer from 8000 to 48000', sampleRateHz);
}
