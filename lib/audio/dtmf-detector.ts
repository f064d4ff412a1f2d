import { type NativeDtmfDetector, native } from '../native/index.js';
import type { ChunkUnit } from './chunk-unit.js';
import { checkBoolean, checkInteger, checkNumber, checkOneOf, makeNative, objectOf, Unit } from './unit.js';

/** Sample rates of the detector, in Hz. */
export const dtmfDetectorRatesHz = [8000, 16_000, 24_000, 32_000, 48_000] as const;

/** What counts as a digit. The defaults are those of ITU-T Q.24. */
export interface DtmfDetectorOptions {
  readonly sampleRateHz: (typeof dtmfDetectorRatesHz)[number];
  /** The shortest tone taken for a digit, 40 to 1 000 ms; 40 by default. One 17 ms shorter is refused. */
  readonly minOnMs?: number;
  /**
   * The shortest pause that parts two equal digits, 40 to 1 000 ms; 40 by default. One 30 ms shorter is bridged. A
   * digit is reported as ended when so much time has passed without it.
   */
  readonly minOffMs?: number;
  /** The quietest tone taken, each of the two, -45 to 0 dBm0; -29 by default. 3 dB less is refused. */
  readonly minLevelDbm0?: number;
  /** How far the high tone may be below the low one, -20 to 0 dB; -8 by default. 2 dB more is refused. */
  readonly minTwistDb?: number;
  /** How far the high tone may be above the low one, 0 to 20 dB; 4 by default. 2 dB more is refused. */
  readonly maxTwistDb?: number;
  /**
   * Hears digits above a dial tone (350 + 440 Hz, 400 to 450 Hz, ITU-T E.180) by leaving 150 to 500 Hz out of account;
   * false by default, because voices too have much of their power there and are told from digits by it.
   */
  readonly dialToneFilter?: boolean;
}

/** A digit has become certain, or its tone is over. */
export type DtmfEvent =
  | { readonly type: 'started'; readonly digit: string }
  | { readonly type: 'ended'; readonly digit: string; readonly durationMs: number };

/** Tones and pauses that a receiver must take (ITU-T Q.24). */
const leastMs = 40;

const nothing: readonly DtmfEvent[] = Object.freeze([]);

/**
 * Hears DTMF digits (0-9, *, #, A-D) in mono audio, with ITU-T Q.24 in mind: frequencies within 1.5 % + 2 Hz, the high
 * tone from 4 dB above to 8 dB below the low one, down to -29 dBm0, tones and pauses from 40 ms on.
 *
 * @example
 * using detector = new DtmfDetector({ sampleRateHz: 8000 });
 * for (const event of detector.process(frame)) if (event.type === 'ended') console.log(event.digit);
 */
export class DtmfDetector extends Unit<NativeDtmfDetector> implements ChunkUnit<Int16Array, DtmfEvent> {
  readonly chunkInput = 'samples';
  #options: DtmfDetectorOptions;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: DtmfDetectorOptions) {
    super('DtmfDetector', make(objectOf('options', options)));
    this.#options = { ...options };
  }

  /**
   * Begins anew with other options.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: DtmfDetectorOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#options = { ...options };
  }

  /** About how long after its beginning or end a digit is reported: the longer of `minOnMs` and `minOffMs`, in samples. */
  get latencySamples(): number {
    const { sampleRateHz, minOnMs = leastMs, minOffMs = leastMs } = this.#options;
    return (sampleRateHz * Math.max(minOnMs, minOffMs)) / 1000;
  }

  /** The digit that sounds now, once certain. */
  get active(): string | undefined {
    this.assertOpen();
    const code = this.native.active(this.handle);
    return code === 0 ? undefined : String.fromCharCode(code);
  }

  /**
   * Takes a frame of any length. Returns what has happened, nearly always nothing; the empty answer is always the same
   * object. A frame of 80 ms or more in which two digits end reports the second with the next one.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array): readonly DtmfEvent[] {
    const happened = this.native.process(this.handle, frame);
    if (happened === 0) return nothing;
    if (happened < 0) this.refuse(happened, 'process', { name: 'frame', value: frame, kinds: ['Int16Array'] });
    return eventsOf(happened);
  }

  *processChunk(chunk: Int16Array): Iterable<DtmfEvent> {
    const step = (this.#options.sampleRateHz * leastMs) / 1000; // short enough that no frame holds two ends
    for (let at = 0; at < chunk.length; at += step) yield* this.process(chunk.subarray(at, at + step));
  }

  /** A digit that sounded to the last sample. */
  flushChunks(): Iterable<DtmfEvent> {
    return this.processChunk(new Int16Array(2 * this.latencySamples));
  }
}

/** `native/addon/bindings/dtmf_detector_binding.cc` packs it so: an end comes before what starts after it. */
function eventsOf(happened: number): readonly DtmfEvent[] {
  const events: DtmfEvent[] = [];
  const [started, ended] = [happened & 0xff, (happened >>> 8) & 0xff];
  const durationMs = Math.floor(happened / 65_536);
  if (ended !== 0) events.push({ type: 'ended', digit: String.fromCharCode(ended), durationMs });
  if (started !== 0) events.push({ type: 'started', digit: String.fromCharCode(started) });
  return events;
}

function make(options: DtmfDetectorOptions): NativeDtmfDetector {
  const complete = completeDtmfOptions(options);
  return makeNative('DtmfDetector', () => new (native().DtmfDetector)(complete));
}

/** The options with their defaults, checked. */
export function completeDtmfOptions(options: DtmfDetectorOptions): Required<DtmfDetectorOptions> {
  const { sampleRateHz, minOnMs = leastMs, minOffMs = leastMs, minLevelDbm0 = -29 } = options;
  const { minTwistDb = -8, maxTwistDb = 4, dialToneFilter = false } = options;
  checkOneOf('sampleRateHz', sampleRateHz, dtmfDetectorRatesHz);
  checkInteger('minOnMs', minOnMs, leastMs, 1000);
  checkInteger('minOffMs', minOffMs, leastMs, 1000);
  checkNumber('minLevelDbm0', minLevelDbm0, -45, 0);
  checkNumber('minTwistDb', minTwistDb, -20, 0);
  checkNumber('maxTwistDb', maxTwistDb, 0, 20);
  checkBoolean('dialToneFilter', dialToneFilter);
  return { sampleRateHz, minOnMs, minOffMs, minLevelDbm0, minTwistDb, maxTwistDb, dialToneFilter };
}
