import { LoudnessMeter } from '../../audio/index.js';
import { type Block, interleaved, type StreamFormat } from '../sound/block.js';

/** Loudness of a whole file (EBU R 128, ITU-R BS.1770). */
export interface Loudness {
  /** Undefined when nothing is long and loud enough: 400 ms above -70 LUFS. */
  readonly integratedLufs: number | undefined;
  /** Undefined below 3 s. */
  readonly rangeLu: number | undefined;
  readonly mostMomentaryLufs: number;
  readonly truePeakDbtp: number;
}

/** What the meter says as long as there is nothing to measure. */
const nothingLufs = -127;
const leastRangeSeconds = 3;

/** Measures all channels together. */
export class LoudnessGatherer implements Disposable {
  readonly #meter: LoudnessMeter;
  readonly #sampleRateHz: number;
  #frames = 0;
  #mostMomentaryLufs = nothingLufs;

  private constructor(sampleRateHz: number, channels: 1 | 2) {
    this.#meter = new LoudnessMeter({ sampleRateHz, channels });
    this.#sampleRateHz = sampleRateHz;
  }

  /** None where the standard, or the meter, has no answer: more than two channels, or an unusual rate. */
  static for({ sampleRateHz, channels }: StreamFormat): LoudnessGatherer | undefined {
    const isMeasured = sampleRateHz >= 8000 && sampleRateHz <= 192_000 && (channels === 1 || channels === 2);
    return isMeasured ? new LoudnessGatherer(sampleRateHz, channels) : undefined;
  }

  add(block: Block): void {
    const samples = interleaved(block);
    const step = Math.round(this.#sampleRateHz / 10) * block.length;
    for (let at = 0; at < samples.length; at += step) {
      this.#meter.process(samples.subarray(at, at + step));
      this.#mostMomentaryLufs = Math.max(this.#mostMomentaryLufs, this.#meter.momentaryLufs);
    }
    this.#frames += samples.length / block.length;
  }

  loudness(): Loudness {
    const { integratedLufs, loudnessRangeLu, truePeakDbtp } = this.#meter;
    return {
      integratedLufs: integratedLufs > nothingLufs ? integratedLufs : undefined,
      rangeLu: this.#frames >= leastRangeSeconds * this.#sampleRateHz ? loudnessRangeLu : undefined,
      mostMomentaryLufs: this.#mostMomentaryLufs,
      truePeakDbtp,
    };
  }

  [Symbol.dispose](): void {
    this.#meter.close();
  }
}
