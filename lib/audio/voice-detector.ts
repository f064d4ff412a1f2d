import { type NativeVoiceDetector, native } from '../native/index.js';
import type { ChunkUnit } from './chunk-unit.js';
import { checkInteger, checkNumber, makeNative, objectOf, Unit } from './unit.js';

export interface VoiceDetectorOptions {
  /** 8 000 to 48 000 Hz. */
  readonly sampleRateHz: number;
  /** Probability from which on a frame counts as speech, 0.2 to 0.95; 0.5 by default. 0.15 less keeps speech going. */
  readonly threshold?: number;
  /** How much speech in a row begins it, 16 to 1 000 ms; 128 by default. */
  readonly minSpeechMs?: number;
  /** How long a silence ends it, 32 to 5 000 ms; 320 by default. */
  readonly hangoverMs?: number;
  /** During silence, an event every so often, 100 to 60 000 ms; none by default. */
  readonly silenceIntervalMs?: number;
}

/**
 * What happened. `durationMs`: of the silence before a start, of the speech that ended, of the silence so far.
 * `levelDbfs`: of the speech that ended, else of the last 16 ms, in dBov (RFC 6465).
 */
export interface VoiceEvent {
  readonly type: 'speechStarted' | 'speechEnded' | 'silence';
  readonly durationMs: number;
  readonly levelDbfs: number;
}

/** `VoiceDetector::Event::Kind` of `native/dsp/voice_detector.h`. */
const types = ['speechStarted', 'speechEnded', 'silence'] as const;
const defaultHangoverMs = 320;
const nothing: readonly VoiceEvent[] = Object.freeze([]);

/**
 * Tells speech from noise, music, ringing, clicks and hum: a probability every 16 ms, and events when speech starts and
 * ends. A small recurrent network of our own, shipped with the package. Takes Int16 samples, or Float32 ones with full
 * scale at 1.0.
 *
 * @example
 * using detector = new VoiceDetector({ sampleRateHz: 8000 });
 * for (const event of detector.process(frame)) console.log(event.type, event.durationMs);
 */
export class VoiceDetector extends Unit<NativeVoiceDetector> implements ChunkUnit<Int16Array, VoiceEvent> {
  readonly chunkInput = 'samples';
  #sampleRateHz: number;
  #hangoverMs: number;
  readonly #figures = new Float64Array(3);

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: VoiceDetectorOptions) {
    super('VoiceDetector', make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
    this.#hangoverMs = options.hangoverMs ?? defaultHangoverMs;
  }

  /**
   * Begins anew with other options.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: VoiceDetectorOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
    this.#hangoverMs = options.hangoverMs ?? defaultHangoverMs;
  }

  /** How late `probability` is: it is about the 16 ms that ended so many samples ago, or up to 16 ms more. */
  get latencySamples(): number {
    return Math.round(this.#sampleRateHz * 0.016);
  }

  /** That speech is heard, 0 to 1. */
  get probability(): number {
    const probability = this.native.probability(this.handle);
    if (probability < 0) this.refuse(probability, 'probability');
    return probability;
  }

  /** Between `speechStarted` and `speechEnded`. */
  get speech(): boolean {
    this.assertOpen();
    return this.native.speech() === 1;
  }

  /** Level of the last 16 ms, in dBov. */
  get levelDbfs(): number {
    this.assertOpen();
    return this.native.levelDbfs();
  }

  /** How many Float32 samples so far were NaN or infinite: they count as silence. */
  get nonFiniteSamples(): number {
    this.assertOpen();
    return this.native.nonFiniteSamples();
  }

  /**
   * Takes a frame of any length. Returns what has happened, in order, nearly always nothing; the empty answer is always
   * the same object.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array | Float32Array): readonly VoiceEvent[] {
    const longest = this.#sampleRateHz / 4; // fewer events than the native queue holds
    if (frame?.length > longest && isSamples(frame)) return this.#processLong(frame, longest);
    const count = this.native.process(this.handle, frame);
    if (count === 0) return nothing;
    if (count < 0)
      this.refuse(count, 'process', { name: 'frame', value: frame, kinds: ['Int16Array', 'Float32Array'] });
    return Array.from({ length: count }, () => this.#nextEvent());
  }

  processChunk(chunk: Int16Array): Iterable<VoiceEvent> {
    return this.process(chunk);
  }

  /** Speech that went on to the last sample. */
  flushChunks(): Iterable<VoiceEvent> {
    return this.process(new Int16Array(Math.ceil((this.#sampleRateHz * (this.#hangoverMs + 48)) / 1000)));
  }

  #processLong(frame: Int16Array | Float32Array, longest: number): readonly VoiceEvent[] {
    const events: VoiceEvent[] = [];
    for (let at = 0; at < frame.length; at += longest) events.push(...this.process(frame.subarray(at, at + longest)));
    return events;
  }

  #nextEvent(): VoiceEvent {
    this.native.nextEvent(this.#figures);
    const [kind = 0, durationMs = 0, levelDbfs = 0] = this.#figures;
    return { type: types[kind] ?? 'silence', durationMs, levelDbfs };
  }
}

function isSamples(frame: unknown): boolean {
  return frame instanceof Int16Array || frame instanceof Float32Array;
}

function make(options: VoiceDetectorOptions): NativeVoiceDetector {
  const {
    sampleRateHz,
    threshold = 0.5,
    minSpeechMs = 128,
    hangoverMs = defaultHangoverMs,
    silenceIntervalMs,
  } = options;
  checkInteger('sampleRateHz', sampleRateHz, 8000, 48_000);
  checkNumber('threshold', threshold, 0.2, 0.95);
  checkInteger('minSpeechMs', minSpeechMs, 16, 1000);
  checkInteger('hangoverMs', hangoverMs, 32, 5000);
  if (silenceIntervalMs !== undefined) checkInteger('silenceIntervalMs', silenceIntervalMs, 100, 60_000);
  const complete = { sampleRateHz, threshold, minSpeechMs, hangoverMs, silenceIntervalMs: silenceIntervalMs ?? 0 };
  return makeNative('VoiceDetector', () => new (native().VoiceDetector)(complete));
}
