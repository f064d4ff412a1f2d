import { type NativeDtmfRemover, native } from '../native/index.js';
import { dtmfDetectorRatesHz } from './dtmf-detector.js';
import { checkOneOf, makeNative, objectOf, Unit } from './unit.js';

export interface DtmfRemoverOptions {
  readonly sampleRateHz: (typeof dtmfDetectorRatesHz)[number];
}

/**
 * Takes DTMF digits out of mono audio: silences what a DtmfDetector with its defaults hears, from the sample it begins
 * with to the sample it ends with, give or take 5 ms. All else comes out as it went in, 80 ms later: so long it takes
 * until a digit is certain. A digit in noise as loud as itself takes longer, and its beginning is heard.
 *
 * @example
 * using remover = new DtmfRemover({ sampleRateHz: 8000 });
 * remover.process(frame); // now holds what went in 80 ms ago, without digits
 */
export class DtmfRemover extends Unit<NativeDtmfRemover> {
  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: DtmfRemoverOptions) {
    super('DtmfRemover', make(objectOf('options', options)));
  }

  /**
   * Begins anew at another rate.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: DtmfRemoverOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
  }

  /** How late the audio comes out: 80 ms, in samples. */
  get latencySamples(): number {
    this.assertOpen();
    return this.native.latencySamples();
  }

  /**
   * Replaces a frame of any length by what went in `latencySamples` before, digits silenced.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array): void {
    const samples = this.native.process(this.handle, frame);
    if (samples >= 0) return;
    this.refuse(samples, 'process', { name: 'frame', value: frame, kinds: ['Int16Array'] });
  }
}

function make({ sampleRateHz }: DtmfRemoverOptions): NativeDtmfRemover {
  checkOneOf('sampleRateHz', sampleRateHz, dtmfDetectorRatesHz);
  return makeNative('DtmfRemover', () => new (native().DtmfRemover)({ sampleRateHz }));
}
