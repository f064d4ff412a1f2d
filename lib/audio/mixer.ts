import { type NativeMixer, native } from '../native/index.js';
import { exactly, type FrameArgument } from './frame-argument.js';
import { checkInteger, makeNative, objectOf, Unit } from './unit.js';

export interface MixerOptions {
  /** Length of every frame, 1 to 192 000 samples. */
  readonly frameSamples: number;
}

/**
 * Sums the frames of those who speak and gives each the sum without its own (mix-minus). Sums are exact, so taking a
 * frame out again leaves no trace of it, and a lone speaker passes bit for bit; only results are limited, to the 16-bit
 * range. In each tick: `clear`, `add` for each speaker, then `sum` or `sumWithout` for each listener.
 *
 * @example
 * using mixer = new Mixer({ frameSamples: 160 });
 * mixer.clear();
 * for (const frame of frames) mixer.add(frame);
 * mixer.sumWithout(frames[0], output);
 */
export class Mixer extends Unit<NativeMixer> {
  readonly latencySamples = 0;
  #frameSamples: number;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: MixerOptions) {
    super('Mixer', make(objectOf('options', options)));
    this.#frameSamples = options.frameSamples;
  }

  /**
   * Begins anew with another frame length.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: MixerOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#frameSamples = options.frameSamples;
  }

  get frameSamples(): number {
    return this.#frameSamples;
  }

  /** Begins the next tick. @throws OssicleError CLOSED. */
  clear(): void {
    const code = this.native.clear();
    if (code < 0) this.refuse(code, 'clear');
  }

  /**
   * Adds a speaker's frame; returns how many there are in this tick.
   *
   * @throws OssicleError INVALID_ARGUMENT, LIMIT_REACHED after 65 536 frames, CLOSED.
   */
  add(input: Int16Array): number {
    const frames = this.native.add(input);
    return frames >= 0 ? frames : this.refuse(frames, 'add', this.#frame('input', input));
  }

  /** What hears who says nothing: all of it, into `output`. @throws OssicleError INVALID_ARGUMENT, CLOSED. */
  sum(output: Int16Array): void {
    const code = this.native.sum(output);
    if (code < 0) this.refuse(code, 'sum', this.#frame('output', output));
  }

  /**
   * What a speaker hears: all but `own`, which holds what it gave to `add`, into `output`, which is other memory.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  sumWithout(own: Int16Array, output: Int16Array): void {
    const code = this.native.sumWithout(own, output);
    if (code < 0) this.refuse(code, 'sumWithout', this.#frame('own', own), this.#frame('output', output));
  }

  #frame(name: string, value: Int16Array): FrameArgument {
    return { name, value, kinds: ['Int16Array'], length: exactly(this.#frameSamples) };
  }
}

function make({ frameSamples }: MixerOptions): NativeMixer {
  checkInteger('frameSamples', frameSamples, 1, 192_000);
  return makeNative('Mixer', () => new (native().Mixer)({ frameSamples }));
}
