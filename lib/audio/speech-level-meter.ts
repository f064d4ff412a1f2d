import { type NativeSpeechLevelMeter, native } from '../native/index.js';
import { checkInteger, makeNative, objectOf, Unit } from './unit.js';

export interface SpeechLevelMeterOptions {
  /** 8 000 to 192 000 Hz. */
  readonly sampleRateHz: number;
}

/**
 * Active speech level of a mono stream since its start (ITU-T P.56, method B): the level of speech without its pauses,
 * in dBov (RFC 6465). Takes Int16 samples, or Float32 ones with full scale at 1.0; can be read at any time.
 *
 * @example
 * using meter = new SpeechLevelMeter({ sampleRateHz: 8000 });
 * for await (const frame of frames) meter.process(frame);
 * console.log(meter.activeLevelDbfs, meter.activityFactor);
 */
export class SpeechLevelMeter extends Unit<NativeSpeechLevelMeter> {
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: SpeechLevelMeterOptions) {
    super('SpeechLevelMeter', make(objectOf('options', options)));
  }

  /**
   * Begins anew at another rate.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: SpeechLevelMeterOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
  }

  /** Level of the time that was active, in dBov; -127 as long as all is silent. */
  get activeLevelDbfs(): number {
    this.assertOpen();
    return this.native.activeLevelDbfs();
  }

  /** Level of all, pauses included, in dBov; -127 as long as all is silent. */
  get longTermLevelDbfs(): number {
    this.assertOpen();
    return this.native.longTermLevelDbfs();
  }

  /** Share of the time that was active, 0 to 1. */
  get activityFactor(): number {
    this.assertOpen();
    return this.native.activityFactor();
  }

  /** How many Float32 samples so far were NaN or infinite: they count as silence. */
  get nonFiniteSamples(): number {
    this.assertOpen();
    return this.native.nonFiniteSamples();
  }

  /**
   * Takes a frame of any length.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array | Float32Array): void {
    const samples = this.native.process(this.handle, frame);
    if (samples >= 0) return;
    this.refuse(samples, 'process', { name: 'frame', value: frame, kinds: ['Int16Array', 'Float32Array'] });
  }
}

function make({ sampleRateHz }: SpeechLevelMeterOptions): NativeSpeechLevelMeter {
  checkInteger('sampleRateHz', sampleRateHz, 8000, 192_000);
  return makeNative('SpeechLevelMeter', () => new (native().SpeechLevelMeter)({ sampleRateHz }));
}
