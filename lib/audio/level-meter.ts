import { type NativeLevelMeter, native } from '../native/index.js';
import { checkInteger, checkOneOf, makeNative, objectOf, Unit } from './unit.js';

export interface LevelMeterOptions {
  /** 8 000 to 192 000 Hz. */
  readonly sampleRateHz: number;
  /** 1 (default) or 2, interleaved. */
  readonly channels?: 1 | 2;
}

/**
 * Level of a mono or stereo stream, for bars and statistics, in dBov (RFC 6465): a square wave at full scale is 0, a sine -3.01,
 * silence -127. Takes Int16 samples, or Float32 ones with full scale at 1.0, whose levels may rise above 0.
 *
 * @example
 * using meter = new LevelMeter({ sampleRateHz: 8000 });
 * meter.process(frame);
 * console.log(meter.rmsDbfs, meter.peakDbfs);
 */
export class LevelMeter extends Unit<NativeLevelMeter> {
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: LevelMeterOptions) {
    super('LevelMeter', make(objectOf('options', options)));
  }

  /**
   * Begins anew at another rate.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: LevelMeterOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
  }

  /** Mean square (of both channels) through a first-order average of 125 ms (IEC 61672 "fast"), in dBov. */
  get rmsDbfs(): number {
    this.assertOpen();
    return this.native.rmsDbfs();
  }

  /** Peak (of the louder channel), which rises at once and falls 20 dB in 1.7 s (IEC 60268-10 type I), in dBov. */
  get peakDbfs(): number {
    this.assertOpen();
    return this.native.peakDbfs();
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

function make({ sampleRateHz, channels = 1 }: LevelMeterOptions): NativeLevelMeter {
  checkInteger('sampleRateHz', sampleRateHz, 8000, 192_000);
  checkOneOf('channels', channels, [1, 2]);
  return makeNative('LevelMeter', () => new (native().LevelMeter)({ sampleRateHz, channels }));
}
