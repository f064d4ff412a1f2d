import { SpeechComparison } from '../../testing/index.js';
import { resampleStage } from '../process/resample-stage.js';
import type { Stage } from '../process/stage.js';
import { toFloat32 } from '../sound/block.js';
import { type DelayFigures, delayFigures } from './delay-figures.js';
import type { LineCodec } from './line-codec.js';

/** What one hears at the end of the line. */
export interface Impression {
  /** From the moment when a sample left to the moment when it was heard; of the audio that was found again. */
  readonly delayMs: DelayFigures;
  /** Share of the audio, silence apart, that was found again as it was sent. */
  readonly foundShare: number;
  readonly logSpectralDistanceDb: number;
}

/** A telephone's band says enough, and costs little. */
const rateHz = 8000;
/** Enough for a comparison, and quick. */
const quality = 4;

/** Listens to what was sent and what is heard, at the rate of a codec. */
export class Listening implements Disposable {
  readonly #comparison = new SpeechComparison({ sampleRateHz: rateHz });
  readonly #stages: readonly Stage[];
  readonly #driftPpm: number;

  /** `driftPpm`: how much too fast the sender's clock runs. */
  constructor({ sampleRateHz }: LineCodec, driftPpm: number) {
    this.#driftPpm = driftPpm;
    const make = resampleStage(rateHz, quality);
    this.#stages = sampleRateHz === rateHz ? [] : [0, 1].map(() => make({ sampleRateHz, channels: 1 }));
  }

  /** What is sent next, as it sounds without a network. */
  sent(samples: Int16Array): void {
    this.#comparison.sent(this.#narrow(0, samples));
  }

  /** What is heard next. */
  heard(samples: Int16Array): void {
    this.#comparison.heard(this.#narrow(1, samples));
  }

  finish(): Impression {
    for (const [side, stage] of this.#stages.entries()) {
      const rest = stage.flush()[0] ?? new Float32Array(0);
      if (side === 0) this.#comparison.sent(rest);
      else this.#comparison.heard(rest);
    }
    const { pieces, logSpectralDistanceDb } = this.#comparison.finish();
    // The sender's samples are due at its own clock.
    const ahead = 1 - 1 / (1 + this.#driftPpm * 1e-6);
    const delaysMs = pieces.flatMap(({ sentAtMs, delayMs }) =>
      delayMs === undefined ? [] : [delayMs + sentAtMs * ahead],
    );
    return {
      delayMs: delayFigures(delaysMs),
      foundShare: delaysMs.length / Math.max(1, pieces.length),
      logSpectralDistanceDb,
    };
  }

  [Symbol.dispose](): void {
    this.#comparison[Symbol.dispose]();
    for (const stage of this.#stages) stage.close();
  }

  #narrow(side: number, samples: Int16Array): Float32Array {
    const wide = toFloat32(samples);
    return this.#stages[side]?.process([wide])[0] ?? wide;
  }
}
