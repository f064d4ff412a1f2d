import { type NativeDtmfDetector, native } from '../native/index.js';
import type { ChunkUnit } from './chunk-unit.js';
import { checkOneOf, makeNative, objectOf, Unit } from './unit.js';

/** Sample rates of the detector, in Hz. */
export const dtmfDetectorRatesHz = [8000, 16_000, 24_000, 32_000, 48_000] as const;

export interface DtmfDetectorOptions {
  readonly sampleRateHz: (typeof dtmfDetectorRatesHz)[number];
}

/** A digit has become certain, or its tone is over. */
export type DtmfEvent =
  | { readonly type: 'started'; readonly digit: string }
  | { readonly type: 'ended'; readonly digit: string; readonly durationMs: number };

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
  #sampleRateHz: number;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: DtmfDetectorOptions) {
    super('DtmfDetector', make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
  }

  /**
   * Begins anew at another rate.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: DtmfDetectorOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
  }

  /** About how long after its beginning or end a digit is reported: 40 ms, in samples. */
  get latencySamples(): number {
    return (this.#sampleRateHz * 40) / 1000;
  }

  /** The digit that sounds now, once certain. */
  get active(): string | undefined {
    this.assertOpen();
    const code = this.native.active();
    return code === 0 ? undefined : String.fromCharCode(code);
  }

  /**
   * Takes a frame of any length. Returns what has happened, nearly always nothing; the empty answer is always the same
   * object. A frame of 80 ms or more in which two digits end reports the second with the next one.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array): readonly DtmfEvent[] {
    const happened = this.native.process(frame);
    if (happened === 0) return nothing;
    if (happened < 0) this.refuse(happened, 'process', { name: 'frame', value: frame, kinds: ['Int16Array'] });
    return eventsOf(happened);
  }

  *processChunk(chunk: Int16Array): Iterable<DtmfEvent> {
    const step = this.latencySamples; // short enough that no frame holds two ends
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

function make({ sampleRateHz }: DtmfDetectorOptions): NativeDtmfDetector {
  checkOneOf('sampleRateHz', sampleRateHz, dtmfDetectorRatesHz);
  return makeNative('DtmfDetector', () => new (native().DtmfDetector)({ sampleRateHz }));
}
