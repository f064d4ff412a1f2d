import { invalidArgument } from '../core/index.js';
import { type NativeToneGenerator, native } from '../native/index.js';
import { checkInteger, checkNumber, makeNative, objectOf, Unit } from './unit.js';

/** One step of a signal: sines together, then silence. */
export interface ToneStep {
  /** Up to four, between 0 and half the sample rate; none is silence. */
  readonly frequenciesHz: readonly number[];
  /** How long they sound, in ms; Infinity for ever. */
  readonly onMs: number;
  /** Silence after them, in ms; 0 by default. */
  readonly offMs?: number;
  /** Level of each, -60 to 3 dBm0; -10 by default. The sum is limited to the 16-bit range. */
  readonly levelDbm0?: number;
  /** Frequency of an amplitude modulation of the whole, 0 to 1000 Hz; 0, by default, is none. */
  readonly modulationHz?: number;
  /** How deep it goes, 0 to 1; 1 by default. The level is that of the carrier, so the peak is 1 + depth times higher. */
  readonly modulationDepth?: number;
}

export interface ToneGeneratorOptions {
  /** 8 000 to 48 000 Hz. */
  readonly sampleRateHz: number;
}

const mostSteps = 32;
const mostFrequencies = 4;
/** `kFiguresPerStep` of `native/addon/bindings/tone_generator_binding.cc`. */
const figuresPerStep = 5 + mostFrequencies;
/** The native side takes what is beyond an hour as endless. */
const endlessMs = 1e9;

/**
 * Plays lists of tones with any cadence: call progress (ITU-T E.180), beeps, tunes. Sines go on in phase from frame to
 * frame, and the edges of each tone are rounded over 5 ms, so nothing clicks.
 *
 * @example
 * using generator = new ToneGenerator({ sampleRateHz: 8000 });
 * generator.play([{ frequenciesHz: [440, 480], onMs: 2000, offMs: 4000 }], { repeat: true }); // ringback, USA
 * generator.process(new Int16Array(160));
 */
export class ToneGenerator extends Unit<NativeToneGenerator> {
  readonly latencySamples = 0;
  #sampleRateHz: number;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: ToneGeneratorOptions) {
    super('ToneGenerator', make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
  }

  /**
   * Goes over to another rate and forgets what is left to play.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: ToneGeneratorOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
  }

  /** Nothing is left to play. */
  get done(): boolean {
    this.assertOpen();
    return this.native.done(this.handle) === 1;
  }

  /**
   * Plays 1 to 32 steps in place of what is left, once or, with `repeat`, for ever.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  play(steps: readonly ToneStep[], { repeat = false }: { readonly repeat?: boolean } = {}): void {
    this.assertOpen();
    if (!Array.isArray(steps) || steps.length < 1 || steps.length > mostSteps)
      throw invalidArgument('steps', `1 to ${mostSteps} steps`, steps);
    const figures = new Float64Array(steps.length * figuresPerStep);
    for (const [i, step] of steps.entries())
      figures.set(this.#figuresOf(objectOf(`steps[${i}]`, step), `steps[${i}]`), i * figuresPerStep);
    const code = this.native.play(figures, repeat);
    if (code < 0) this.refuse(code, 'play');
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

  #figuresOf(step: ToneStep, name: string): number[] {
    const { frequenciesHz, onMs, offMs = 0, levelDbm0 = -10, modulationHz = 0, modulationDepth = 1 } = step;
    if (!Array.isArray(frequenciesHz) || frequenciesHz.length > mostFrequencies) {
      throw invalidArgument(`${name}.frequenciesHz`, `at most ${mostFrequencies} frequencies`, frequenciesHz);
    }
    for (const frequencyHz of frequenciesHz) {
      checkNumber(`${name}.frequenciesHz`, frequencyHz, 1, this.#sampleRateHz / 2 - 1);
    }
    checkNumber(`${name}.onMs`, onMs, 0, Number.POSITIVE_INFINITY);
    checkNumber(`${name}.offMs`, offMs, 0, Number.POSITIVE_INFINITY);
    checkNumber(`${name}.levelDbm0`, levelDbm0, -60, 3);
    checkNumber(`${name}.modulationHz`, modulationHz, 0, 1000);
    checkNumber(`${name}.modulationDepth`, modulationDepth, 0, 1);
    const times = [Math.min(onMs, endlessMs), Math.min(offMs, endlessMs)];
    return [...times, levelDbm0, modulationHz, modulationDepth, ...frequenciesHz];
  }
}

function make({ sampleRateHz }: ToneGeneratorOptions): NativeToneGenerator {
  checkInteger('sampleRateHz', sampleRateHz, 8000, 48_000);
  return makeNative('ToneGenerator', () => new (native().ToneGenerator)({ sampleRateHz }));
}
