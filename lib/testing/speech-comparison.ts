import { SpectrumAnalyzer } from '../audio/index.js';
import { invalidArgument } from '../core/index.js';
import { SampleWindow } from './sample-window.js';

export interface SpeechComparisonOptions {
  /** Of both signals, 8000 to 48 000 Hz; work grows with its square. */
  readonly sampleRateHz: number;
}

/** 20 ms of what was sent, and what became of them. */
export interface SentPiece {
  /** When it was sent, from the beginning. */
  readonly sentAtMs: number;
  /** How much later it was heard; undefined when it was not found again. */
  readonly delayMs: number | undefined;
  /**
   * Difference of its spectrum from that of what was heard at this delay, or at that of the last piece that was found: root
   * mean square over frequency, in dB; undefined when nothing was heard then.
   */
  readonly distanceDb: number | undefined;
}

/** What became of speech on its way. */
export interface SpeechComparisonFigures {
  /** In order. Silence tells nothing and is left out. */
  readonly pieces: readonly SentPiece[];
  /** The mean over the pieces: 0 for what is heard as it was sent. */
  readonly logSpectralDistanceDb: number;
}

const pieceMs = 20;
/** Below this mean square nothing is looked for: -50 dBov. */
const audibleSquare = 1e-5;
/** A piece is looked for where the last one was, then around that, then farther away. */
const near = { earlierMs: 60, laterMs: 60 };
const far = { earlierMs: 400, laterMs: 1000 };
/** What counts as found: at the delay of the last piece, at another, and so that no better one is looked for. */
const leastLikeness = { same: 0.95, other: 0.98, certain: 0.999 };
/** A likeness that differs by less is the same. */
const sameLikeness = 1e-4;
/** Spectra are alike below this: dBov in a bin. */
const spectrumFloorDbov = -75;
const leastSpectrumMs = 30;

/**
 * Compares speech as it was sent with what is heard of it behind a network: each 20 ms are searched for in what was
 * heard, so that delay is that of the audio, whatever its makers say. Both signals are taken as they come, on one time
 * line; memory does not grow.
 *
 * @example
 * using comparison = new SpeechComparison({ sampleRateHz: 8000 });
 * comparison.sent(frame); // full scale 1.0
 * comparison.heard(played);
 * const { pieces, logSpectralDistanceDb } = comparison.finish();
 */
export class SpeechComparison implements Disposable {
  readonly #rateHz: number;
  readonly #pieceSamples: number;
  readonly #sent = new SampleWindow();
  readonly #heard = new SampleWindow();
  readonly #analyzer: SpectrumAnalyzer;
  readonly #spectrumSamples: number;
  readonly #pieces: SentPiece[] = [];
  #next = 0;
  #lag = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor({ sampleRateHz }: SpeechComparisonOptions) {
    if (!(sampleRateHz >= 8000 && sampleRateHz <= 48_000)) {
      throw invalidArgument('sampleRateHz', 'a number from 8000 to 48000', sampleRateHz);
    }
    this.#rateHz = sampleRateHz;
    this.#pieceSamples = this.#samples(pieceMs);
    const windowSamples = ([256, 512, 1024, 2048] as const).find((window) => window >= this.#samples(leastSpectrumMs));
    this.#spectrumSamples = windowSamples ?? 2048;
    this.#analyzer = new SpectrumAnalyzer({ windowSamples: windowSamples ?? 2048, hopSamples: this.#spectrumSamples });
  }

  /** What is sent next; full scale at 1.0. */
  sent(samples: Float32Array): void {
    this.#sent.push(samples);
    this.#compare(false);
  }

  /** What is heard next; full scale at 1.0. */
  heard(samples: Float32Array): void {
    this.#heard.push(samples);
    this.#compare(false);
  }

  /** Everything that was found out. Nothing may come after it. */
  finish(): SpeechComparisonFigures {
    this.#compare(true);
    const distances = this.#pieces.flatMap(({ distanceDb }) => (distanceDb === undefined ? [] : [distanceDb]));
    const sum = distances.reduce((total, distance) => total + distance, 0);
    return { pieces: this.#pieces, logSpectralDistanceDb: sum / Math.max(1, distances.length) };
  }

  [Symbol.dispose](): void {
    this.#analyzer.close();
  }

  #samples(ms: number): number {
    return Math.round((ms * this.#rateHz) / 1000);
  }

  /** Looks at the pieces whose whereabouts are complete, at the end at all. */
  #compare(ended: boolean): void {
    const margin = this.#spectrumSamples;
    for (;;) {
      const [at, length] = [this.#next, this.#pieceSamples];
      if (at + length + (ended ? 0 : margin) > this.#sent.end) return;
      const last = at + length + this.#lag + this.#samples(far.laterMs) + margin;
      if (!ended && last > this.#heard.end) return;
      this.#comparePiece(at);
      this.#next += length;
      this.#sent.forget(this.#next - margin);
      this.#heard.forget(this.#next + this.#lag - this.#samples(far.earlierMs) - margin);
    }
  }

  #comparePiece(at: number): void {
    const length = this.#pieceSamples;
    if (this.#sent.energy(at, length) < audibleSquare * length) return;
    const lag = this.#lagOf(at);
    if (lag !== undefined) this.#lag = lag;
    this.#pieces.push({
      sentAtMs: (at * 1000) / this.#rateHz,
      delayMs: lag === undefined ? undefined : (lag * 1000) / this.#rateHz,
      distanceDb: this.#distanceOf(at),
    });
  }

  #lagOf(at: number): number | undefined {
    const same = this.#likenessAt(at, this.#lag);
    let best = this.#search(at, near, same);
    if (same < leastLikeness.same && best.likeness < leastLikeness.certain) best = this.#search(at, far, same);
    const isOther = best.lag !== this.#lag && best.likeness >= leastLikeness.other;
    if (isOther && this.#isConfirmed(at, best.lag)) return best.lag;
    return same >= leastLikeness.same ? this.#lag : undefined;
  }

  /** A vowel looks like itself a period later: the piece after it must like the new delay better, too. */
  #isConfirmed(at: number, lag: number): boolean {
    const after = at + this.#pieceSamples;
    const likeness = this.#likenessAt(after, lag);
    return likeness >= leastLikeness.same && likeness > this.#likenessAt(after, this.#lag) + sameLikeness;
  }

  /** The lag of the greatest normalised correlation; of equal ones the nearest to the last. */
  #search(at: number, { earlierMs, laterMs }: typeof near, same: number): { lag: number; likeness: number } {
    const [earlier, later] = [this.#samples(earlierMs), this.#samples(laterMs)];
    const best = { lag: this.#lag, likeness: same };
    for (let distance = 1; distance <= later && best.likeness < 1 - sameLikeness; distance++) {
      for (const lag of distance <= earlier ? [this.#lag - distance, this.#lag + distance] : [this.#lag + distance]) {
        const likeness = this.#likenessAt(at, lag);
        if (likeness > best.likeness + sameLikeness) Object.assign(best, { lag, likeness });
      }
    }
    return best;
  }

  /** Normalised correlation of the piece at `at` with what is heard `lag` samples later; 0 where levels differ. */
  #likenessAt(at: number, lag: number): number {
    const length = this.#pieceSamples;
    if (!this.#sent.has(at, length) || !this.#heard.has(at + lag, length)) return 0;
    const [energy, heardEnergy] = [this.#sent.energy(at, length), this.#heard.energy(at + lag, length)];
    if (heardEnergy < energy / 4 || heardEnergy > energy * 4) return 0;
    const [piece, heard] = [this.#sent.view(at, length), this.#heard.view(at + lag, length)];
    let product = 0;
    for (let n = 0; n < length; n++) product += piece[n]! * heard[n]!;
    return product / Math.sqrt(energy * heardEnergy);
  }

  #distanceOf(at: number): number | undefined {
    const length = this.#spectrumSamples;
    const from = at - ((length - this.#pieceSamples) >> 1);
    if (!this.#sent.has(from, length) || !this.#heard.has(from + this.#lag, length)) return undefined;
    const [wanted, found] = [
      this.#spectrum(this.#sent.view(from, length)),
      this.#spectrum(this.#heard.view(from + this.#lag, length)),
    ];
    let sum = 0;
    for (let bin = 1; bin < wanted.length - 1; bin++) {
      const difference = Math.max(wanted[bin]!, spectrumFloorDbov) - Math.max(found[bin]!, spectrumFloorDbov);
      sum += difference * difference;
    }
    return Math.sqrt(sum / (wanted.length - 2));
  }

  #spectrum(samples: Float32Array): Float32Array {
    const spectrum = new Float32Array(this.#analyzer.bins);
    this.#analyzer.process(samples, spectrum);
    return spectrum;
  }
}
