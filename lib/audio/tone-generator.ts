import { invalidArgument } from '../core/index.js';
import { type NativeToneGenerator, native } from '../native/index.js';
import { figuresOfStep, figuresPerStep, type ToneStep } from './tone-step.js';
import { checkInteger, makeNative, objectOf, Unit } from './unit.js';

export interface ToneGeneratorOptions {
  /** 8 000 to 48 000 Hz. */
  readonly sampleRateHz: number;
}

const mostSteps = 32;

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
      figures.set(figuresOfStep(`steps[${i}]`, step, this.#sampleRateHz / 2 - 1), i * figuresPerStep);
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
}

function make({ sampleRateHz }: ToneGeneratorOptions): NativeToneGenerator {
  checkInteger('sampleRateHz', sampleRateHz, 8000, 48_000);
  return makeNative('ToneGenerator', () => new (native().ToneGenerator)({ sampleRateHz }));
}
