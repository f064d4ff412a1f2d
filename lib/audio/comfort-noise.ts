import { type NativeComfortNoiseAnalyzer, type NativeComfortNoiseGenerator, native } from '../native/index.js';
import { atLeast, type FrameArgument } from './frame-argument.js';
import { checkInteger, makeNative, objectOf, Unit } from './unit.js';

export interface ComfortNoiseGeneratorOptions {
  /** The rate at which the noise was analysed, 8 000 to 48 000 Hz. */
  readonly sampleRateHz: number;
  /** 0 to 2^32 - 1: the same seed makes the same noise. 1 by default. */
  readonly seed?: number;
}

/**
 * Makes the background noise that a comfort noise payload (RFC 3389, payload type 13) describes, for pauses in which
 * nothing is sent. Silence before the first description; later ones are faded over to within some 50 ms.
 *
 * @example
 * using generator = new ComfortNoiseGenerator({ sampleRateHz: 8000 });
 * generator.describe(Uint8Array.of(60)); // white, -60 dBov
 * generator.process(new Int16Array(160));
 */
export class ComfortNoiseGenerator extends Unit<NativeComfortNoiseGenerator> {
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: ComfortNoiseGeneratorOptions) {
    super('ComfortNoiseGenerator', makeGenerator(objectOf('options', options)));
  }

  /** @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED. */
  configure(options: ComfortNoiseGeneratorOptions): void {
    this.assertOpen();
    this.replace(makeGenerator(objectOf('options', options)));
  }

  /**
   * Goes on with the noise that `payload` describes.
   *
   * @throws OssicleError FORMAT_INVALID for a level above 127: nothing changes then; INVALID_ARGUMENT, CLOSED.
   */
  describe(payload: Uint8Array): void {
    const code = this.native.describe(this.handle, payload);
    if (code < 0) this.refuse(code, 'describe', { name: 'payload', value: payload, kinds: ['Uint8Array'] });
  }

  /**
   * Fills `output`, of any length. Returns its length.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(output: Int16Array): number {
    const samples = this.native.process(this.handle, output);
    if (samples >= 0) return samples;
    return this.refuse(samples, 'process', { name: 'output', value: output, kinds: ['Int16Array'] });
  }
}

export interface ComfortNoiseAnalyzerOptions {
  /** How many coefficients describe the spectrum, 0 (level alone) to 12; 10 by default. */
  readonly order?: number;
}

/** The longest frame: 120 ms at 48 kHz. */
const mostSamples = 5760;

/**
 * Describes background noise for sending (RFC 3389). Give it the frames that hold nothing but noise.
 *
 * @example
 * using analyzer = new ComfortNoiseAnalyzer();
 * analyzer.process(frame);
 * const bytes = analyzer.write(payload);
 */
export class ComfortNoiseAnalyzer extends Unit<NativeComfortNoiseAnalyzer> {
  readonly latencySamples = 0;
  #payloadBytes: number;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: ComfortNoiseAnalyzerOptions = {}) {
    super('ComfortNoiseAnalyzer', makeAnalyzer(objectOf('options', options)));
    this.#payloadBytes = 1 + (options.order ?? defaultOrder);
  }

  /** @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED. */
  configure(options: ComfortNoiseAnalyzerOptions = {}): void {
    this.assertOpen();
    this.replace(makeAnalyzer(objectOf('options', options)));
    this.#payloadBytes = 1 + (options.order ?? defaultOrder);
  }

  /** Length of a payload. */
  get payloadBytes(): number {
    return this.#payloadBytes;
  }

  /**
   * Takes a frame of up to 5 760 samples. Later frames count more: half of a description is of the last seven.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array): void {
    const code = this.native.process(this.handle, frame);
    if (code >= 0) return;
    const length = { words: `1 to ${mostSamples} samples`, fits: (samples: number) => samples <= mostSamples };
    this.refuse(code, 'process', { name: 'frame', value: frame, kinds: ['Int16Array'], length });
  }

  /**
   * Writes the payload that describes the noise so far into `output`, of at least `payloadBytes`. Returns the bytes
   * written. Before the first frame it describes silence.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  write(output: Uint8Array): number {
    const bytes = this.native.write(this.handle, output);
    if (bytes >= 0) return bytes;
    const length = atLeast(this.#payloadBytes, 'bytes');
    const argument: FrameArgument = { name: 'output', value: output, kinds: ['Uint8Array'], length };
    return this.refuse(bytes, 'write', argument);
  }
}

const defaultOrder = 10;

function makeGenerator({ sampleRateHz, seed = 1 }: ComfortNoiseGeneratorOptions): NativeComfortNoiseGenerator {
  checkInteger('sampleRateHz', sampleRateHz, 8000, 48_000);
  checkInteger('seed', seed, 0, 2 ** 32 - 1);
  return makeNative('ComfortNoiseGenerator', () => new (native().ComfortNoiseGenerator)({ sampleRateHz, seed }));
}

function makeAnalyzer({ order = defaultOrder }: ComfortNoiseAnalyzerOptions): NativeComfortNoiseAnalyzer {
  checkInteger('order', order, 0, 12);
  return makeNative('ComfortNoiseAnalyzer', () => new (native().ComfortNoiseAnalyzer)({ order }));
}
