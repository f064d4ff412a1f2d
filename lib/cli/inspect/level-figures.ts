/** Levels of one channel over its whole length; a sine at full scale has a peak of 0 and an RMS of -3.01 dB. */
export interface LevelFigures {
  /** The largest sample, in dBFS; minus infinity for digital silence. */
  readonly peakDbfs: number;
  /** Root mean square, in dB relative to full scale, where a square wave is 0 (dBov). */
  readonly rmsDbov: number;
  /** The mean of the samples, as a share of full scale. */
  readonly dcOffset: number;
  /** Samples in runs of `clipRun` or more that stand at the largest value the coding has. */
  readonly clippedSamples: number;
  /** How many such runs there are. */
  readonly clippedPlaces: number;
  /** Share of all stretches of 20 ms whose RMS is below `silenceDbov`, 0 to 1. */
  readonly silenceShare: number;
}

/** Samples in a row at full scale that are no chance any more. */
export const clipRun = 3;
export const silenceDbov = -60;
const silentSquare = 10 ** (silenceDbov / 10);

/** The largest values that the laws of G.711 know (ITU-T G.711, tables 1a and 2a, in 16 bits). */
const fullScale: Readonly<Record<string, number>> = { 'mu-law': 32_124 / 32_768, 'a-law': 32_256 / 32_768 };

/** Gathers the level figures of a channel. */
export class LevelGatherer {
  readonly #mostSample: number;
  readonly #stretchSamples: number;
  #samples = 0;
  #peak = 0;
  #sum = 0;
  #squares = 0;
  #run = 0;
  #clippedSamples = 0;
  #clippedPlaces = 0;
  #stretchSquares = 0;
  #stretchFilled = 0;
  #stretches = 0;
  #silentStretches = 0;

  constructor(sampleRateHz: number, encoding: string) {
    this.#mostSample = (fullScale[encoding] ?? 32_767 / 32_768) - 1e-6;
    this.#stretchSamples = Math.round(sampleRateHz / 50);
  }

  add(samples: Float32Array): void {
    for (let at = 0; at < samples.length; ) {
      const taken = Math.min(this.#stretchSamples - this.#stretchFilled, samples.length - at);
      this.#addPart(samples, at, at + taken);
      at += taken;
      this.#stretchFilled += taken;
      if (this.#stretchFilled === this.#stretchSamples) this.#endStretch();
    }
  }

  figures(): LevelFigures {
    this.#endRun();
    if (this.#stretchFilled > 0) this.#endStretch();
    const samples = Math.max(1, this.#samples);
    return {
      peakDbfs: 20 * Math.log10(this.#peak),
      rmsDbov: 10 * Math.log10(this.#squares / samples),
      dcOffset: this.#sum / samples,
      clippedSamples: this.#clippedSamples,
      clippedPlaces: this.#clippedPlaces,
      silenceShare: this.#silentStretches / Math.max(1, this.#stretches),
    };
  }

  #addPart(samples: Float32Array, from: number, to: number): void {
    let [sum, squares, peak] = [0, 0, this.#peak];
    const most = this.#mostSample;
    for (let n = from; n < to; n++) {
      const sample = samples[n]!;
      const size = Math.abs(sample);
      sum += sample;
      squares += size * size;
      if (size > peak) peak = size;
      if (size >= most) this.#run++;
      else if (this.#run > 0) this.#endRun();
    }
    this.#peak = peak;
    this.#sum += sum;
    this.#squares += squares;
    this.#stretchSquares += squares;
    this.#samples += to - from;
  }

  #endRun(): void {
    if (this.#run >= clipRun) {
      this.#clippedSamples += this.#run;
      this.#clippedPlaces++;
    }
    this.#run = 0;
  }

  #endStretch(): void {
    if (this.#stretchSquares / this.#stretchFilled < silentSquare) this.#silentStretches++;
    this.#stretches++;
    this.#stretchSquares = 0;
    this.#stretchFilled = 0;
  }
}
