import { type NativeToneDetector, native } from '../native/index.js';
import type { ChunkUnit } from './chunk-unit.js';
import { figuresOfPatterns, type TonePattern } from './tone-pattern.js';
import type { ToneStep } from './tone-step.js';
import { checkBoolean, checkOneOf, makeNative, objectOf, Unit } from './unit.js';

/** Sample rates of the tone detectors, in Hz. */
export const toneDetectorRatesHz = [8000, 16_000, 24_000, 32_000, 48_000] as const;

/**
 * Signals that a detector knows by itself: `cng`, the calling tone of a fax (1100 Hz, ITU-T T.30); `ced`, the answer of a
 * fax or modem (2100 Hz, V.25), which with reversals of phase is `ansReversed`, with the modulation of V.8 `ansam`, with
 * both `ansamReversed`; `beep`, a steady tone of 400 to 2200 Hz for 0.1 to 2 s after speech.
 */
export type ToneSignal = 'cng' | 'ced' | 'ansReversed' | 'ansam' | 'ansamReversed' | 'beep';

export interface ToneDetectorOptions {
  readonly sampleRateHz: (typeof toneDetectorRatesHz)[number];
  /** Signals to be told by name, up to 254; none by default. `callProgressTones` has those of a country. */
  readonly patterns?: Readonly<Record<string, TonePattern | readonly ToneStep[]>>;
  /** Tell the tones of faxes; true by default. */
  readonly fax?: boolean;
  /** Tell the beep of an answering machine; true by default. */
  readonly beep?: boolean;
}

/** A tone as it was measured. */
export interface HeardTone {
  /** Of one to four lines, rising. Those closer than 36 Hz count as one in their middle. */
  readonly frequenciesHz: readonly number[];
  /** Of all lines together. */
  readonly levelDbm0: number;
  /** How long it has been sounding, or was, in ms. */
  readonly durationMs: number;
}

/**
 * A tone has become certain (`started`, some 100 ms after its beginning) or is over (`ended`, some 100 ms after its
 * end), with the patterns that have a tone of these frequencies; or a pattern or another signal has (`signal`), with
 * its complete periods and its latest tone. `atMs` is audio since the beginning, to where that was.
 */
export type ToneEvent =
  | ({ readonly type: 'started' | 'ended'; readonly atMs: number; readonly candidates: readonly string[] } & HeardTone)
  | ({ readonly type: 'signal'; readonly atMs: number; readonly signal: string; readonly periods: number } & HeardTone);

const nothing: readonly ToneEvent[] = Object.freeze([]);
/** `ToneDetector::Signal` of `native/dsp/tone_detector.h`, from -1 down. */
export const toneSignals: readonly ToneSignal[] = ['cng', 'ced', 'ansReversed', 'ansam', 'ansamReversed', 'beep'];
const types = ['started', 'ended', 'signal'] as const;
/** `native/addon/bindings/tone_detector_binding.cc` writes so many, the last eight for the candidates. */
const [figuresPerEvent, firstCandidates, wordBits] = [21, 13, 32];

/**
 * Hears tones in mono audio and tells call progress signals, the tones of faxes and beeps by frequencies and cadence: tones
 * of 190 to 2350 Hz from 95 ms on, each line -35 to 3 dBm0, lines up to 12 dB apart, noise 13 dB below. A repeated
 * signal is told after two periods, or one of 3 s or more, as soon as none of the others can be meant.
 *
 * @example
 * using detector = new ToneDetector({ sampleRateHz: 8000, patterns: callProgressTones('us') });
 * for (const event of detector.process(frame)) if (event.type === 'signal') console.log(event.signal); // busy
 */
export class ToneDetector extends Unit<NativeToneDetector> implements ChunkUnit<Int16Array, ToneEvent> {
  readonly chunkInput = 'samples';
  #sampleRateHz: number;
  #names: readonly string[];
  readonly #figures = new Float64Array(figuresPerEvent);

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: ToneDetectorOptions) {
    super('ToneDetector', make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
    this.#names = Object.keys(options.patterns ?? {});
  }

  /**
   * Begins anew with other options.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: ToneDetectorOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
    this.#names = Object.keys(options.patterns ?? {});
  }

  /** About how long after its beginning or end a tone is reported: 100 ms, in samples. */
  get latencySamples(): number {
    return this.#sampleRateHz / 10;
  }

  /**
   * Takes a frame of any length. Returns what has happened, in order, nearly always nothing; the empty answer is always
   * the same object.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array): readonly ToneEvent[] {
    if (frame instanceof Int16Array && frame.length > this.#sampleRateHz) return this.#processLong(frame);
    const count = this.native.process(frame);
    if (count === 0) return nothing;
    if (count < 0) this.refuse(count, 'process', { name: 'frame', value: frame, kinds: ['Int16Array'] });
    return Array.from({ length: count }, (_, i) => this.#event(i));
  }

  processChunk(chunk: Int16Array): Iterable<ToneEvent> {
    return this.process(chunk);
  }

  /** A tone that sounded to the last sample. */
  flushChunks(): Iterable<ToneEvent> {
    return this.process(new Int16Array(2 * this.latencySamples));
  }

  /** The native side takes one second at a time. */
  #processLong(frame: Int16Array): readonly ToneEvent[] {
    const events: ToneEvent[] = [];
    for (let at = 0; at < frame.length; at += this.#sampleRateHz)
      events.push(...this.process(frame.subarray(at, at + this.#sampleRateHz)));
    return events;
  }

  #event(index: number): ToneEvent {
    const figures = this.#figures;
    this.native.event(index, figures);
    const [type = 0, atMs = 0, signal = 0, periods = 0, levelDbm0 = 0, durationMs = 0, , , lines = 0] = figures;
    const tone: HeardTone = { frequenciesHz: [...figures.subarray(9, 9 + lines)], levelDbm0, durationMs };
    const kind = types[type] ?? 'signal';
    if (kind !== 'signal') {
      const candidates = this.#names.filter((_, i) => this.#isCandidate(i));
      return { type: kind, atMs, ...tone, candidates };
    }
    const name = signal < 0 ? toneSignals[-1 - signal] : this.#names[signal];
    return { type: kind, atMs, signal: name ?? '', periods, ...tone };
  }

  #isCandidate(pattern: number): boolean {
    const word = this.#figures[firstCandidates + Math.floor(pattern / wordBits)] ?? 0;
    return ((word >>> (pattern % wordBits)) & 1) === 1;
  }
}

function make({ sampleRateHz, patterns = {}, fax = true, beep = true }: ToneDetectorOptions): NativeToneDetector {
  checkOneOf('sampleRateHz', sampleRateHz, toneDetectorRatesHz);
  checkBoolean('fax', fax);
  checkBoolean('beep', beep);
  const figures = figuresOfPatterns(patterns);
  return makeNative('ToneDetector', () => new (native().ToneDetector)({ sampleRateHz, fax, beep }, figures));
}
