import { invalidArgument } from '../core/index.js';
import { type NativeDtmfGenerator, native } from '../native/index.js';
import { checkInteger, checkNumber, makeNative, objectOf, Unit } from './unit.js';

export interface DtmfGeneratorOptions {
  /** 8 000 to 48 000 Hz. */
  readonly sampleRateHz: number;
  /** How long each digit sounds, 10 to 10 000 ms; 100 by default. */
  readonly onMs?: number;
  /** Silence after each digit, 0 to 10 000 ms; 100 by default. */
  readonly offMs?: number;
  /** Level of each of the two tones, -60 to 0 dBm0; -9 by default. */
  readonly levelDbm0?: number;
}

const dialable = /^[0-9*#A-Da-d,]{0,128}$/;

/**
 * Dials digits in mono audio (ITU-T Q.23). The edges of each tone are rounded over 5 ms, so nothing clicks.
 *
 * @example
 * using generator = new DtmfGenerator({ sampleRateHz: 8000 });
 * generator.dial('42#');
 * const frame = new Int16Array(160);
 * while (!generator.done) generator.process(frame);
 */
export class DtmfGenerator extends Unit<NativeDtmfGenerator> {
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: DtmfGeneratorOptions) {
    super('DtmfGenerator', make(objectOf('options', options)));
  }

  /**
   * Takes other options and forgets what is left to dial.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: DtmfGeneratorOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
  }

  /** Nothing is left to dial. */
  get done(): boolean {
    this.assertOpen();
    return this.native.done(this.handle) === 1;
  }

  /**
   * Dials up to 128 of 0-9, *, #, A-D, in place of what is left; a comma is a second of silence.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  dial(digits: string): void {
    this.assertOpen();
    if (typeof digits !== 'string' || !dialable.test(digits)) {
      throw invalidArgument('digits', 'up to 128 of 0-9, *, #, A-D and comma', digits);
    }
    this.native.dial(digits);
  }

  /**
   * Fills `output`, of any length, with silence after the end. Returns the samples before that end.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(output: Int16Array): number {
    const samples = this.native.process(this.handle, output);
    if (samples >= 0) return samples;
    return this.refuse(samples, 'process', { name: 'output', value: output, kinds: ['Int16Array'] });
  }
}

function make({ sampleRateHz, onMs = 100, offMs = 100, levelDbm0 = -9 }: DtmfGeneratorOptions): NativeDtmfGenerator {
  checkInteger('sampleRateHz', sampleRateHz, 8000, 48_000);
  checkNumber('onMs', onMs, 10, 10_000);
  checkNumber('offMs', offMs, 0, 10_000);
  checkNumber('levelDbm0', levelDbm0, -60, 0);
  return makeNative('DtmfGenerator', () => new (native().DtmfGenerator)({ sampleRateHz, onMs, offMs, levelDbm0 }));
}
