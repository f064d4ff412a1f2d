import { type NativeDelayMeter, native } from '../native/index.js';
import { exactly } from './frame-argument.js';
import { checkInteger, checkNumber, makeNative, objectOf, Unit } from './unit.js';

export interface DelayMeterOptions {
  /** 8 000 to 192 000 Hz. */
  readonly sampleRateHz: number;
  /** The most delay either way, 1 to 5 000 ms; 1 000 unless told. Memory and work grow with it. */
  readonly maxDelayMs?: number;
}

/**
 * How much later one mono stream is than another: the same sound behind codecs, networks or a room, at another level or
 * inverted (generalised cross-correlation, averaged over about 10 s). Takes Int16 samples, or Float32 ones with full
 * scale at 1.0. Says nothing rather than something wrong about unrelated sounds, silence and steady tones.
 *
 * @example
 * using meter = new DelayMeter({ sampleRateHz: 8000 });
 * for (const [sent, heard] of pairsOfFrames) meter.process(sent, heard);
 * console.log(meter.delaySamples, meter.confidence);
 */
export class DelayMeter extends Unit<NativeDelayMeter> {
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: DelayMeterOptions) {
    super('DelayMeter', make(objectOf('options', options)));
  }

  /**
   * Begins anew with other options; all memory is taken here.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: DelayMeterOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
  }

  /**
   * Samples by which `observed` is later than `reference`, with fractions; negative where it leads. Undefined as long as
   * the delay is not known. The first reading after new blocks of about 64 ms costs more than a frame.
   */
  get delaySamples(): number | undefined {
    this.assertOpen();
    return this.native.confidence() > 0 ? this.native.delaySamples() : undefined;
  }

  /** How far this delay stands out above every other: 0 not known, 0.4 the least that counts, 1 nothing beside it. */
  get confidence(): number {
    this.assertOpen();
    return this.native.confidence();
  }

  /** How many Float32 samples so far were NaN or infinite: they count as silence. */
  get nonFiniteSamples(): number {
    this.assertOpen();
    return this.native.nonFiniteSamples();
  }

  /**
   * Takes what both streams did in the same time: frames of one kind and one length, whatever it is.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(reference: Int16Array, observed: Int16Array): void;
  process(reference: Float32Array, observed: Float32Array): void;
  process(reference: Int16Array | Float32Array, observed: Int16Array | Float32Array): void {
    const samples = this.native.process(this.handle, reference, observed);
    if (samples >= 0) return;
    const kinds = ['Int16Array', 'Float32Array'] as const;
    const length = ArrayBuffer.isView(reference) ? exactly(reference.length) : undefined;
    this.refuse(
      samples,
      'process',
      { name: 'reference', value: reference, kinds },
      {
        name: 'observed',
        value: observed,
        kinds: [reference instanceof Float32Array ? kinds[1] : kinds[0]],
        ...(length && { length }),
      },
    );
  }
}

function make({ sampleRateHz, maxDelayMs = 1000 }: DelayMeterOptions): NativeDelayMeter {
  checkInteger('sampleRateHz', sampleRateHz, 8000, 192_000);
  checkNumber('maxDelayMs', maxDelayMs, 1, 5000);
  const maxDelaySamples = Math.ceil((maxDelayMs * sampleRateHz) / 1000);
  return makeNative('DelayMeter', () => new (native().DelayMeter)({ sampleRateHz, maxDelaySamples }));
}
