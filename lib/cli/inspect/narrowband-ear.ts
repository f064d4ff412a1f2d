import { resampleStage } from '../process/resample-stage.js';
import type { Stage } from '../process/stage.js';
import { toInt16 } from '../sound/block.js';
import { DigitListener } from './digit-listener.js';
import type { Heard } from './heard.js';
import { ToneListener } from './tone-listener.js';

/** Enough for detectors, and quick. */
const quality = 4;

/** Everything a telephone says with tones lies below 4 kHz: one channel at 8 kHz, and those who listen to it. */
export class NarrowbandEar implements Disposable {
  readonly #resampling: Stage;
  readonly #digits: DigitListener;
  readonly #tones: ToneListener;

  /** @throws OssicleError UNSUPPORTED for a rate that cannot be brought to 8 kHz. */
  constructor(channel: number, sampleRateHz: number) {
    this.#resampling = resampleStage(8000, quality)({ sampleRateHz, channels: 1 });
    this.#digits = new DigitListener(channel);
    this.#tones = new ToneListener(channel);
  }

  add(samples: Float32Array): void {
    this.#listen(this.#resampling.process([samples])[0]);
  }

  finish(): Heard[] {
    this.#listen(this.#resampling.flush()[0]);
    return [...this.#digits.finish(), ...this.#tones.finish()];
  }

  [Symbol.dispose](): void {
    this.#resampling.close();
    this.#digits[Symbol.dispose]();
    this.#tones[Symbol.dispose]();
  }

  #listen(samples: Float32Array | undefined): void {
    if (samples === undefined || samples.length === 0) return;
    const narrow = toInt16(samples);
    this.#digits.add(narrow);
    this.#tones.add(narrow);
  }
}
