import { SpectrumAnalyzer, spectrumWindowsSamples } from '../../audio/index.js';

/** Level over time and frequency, 8 bits a cell. */
export interface SpectrogramPicture {
  readonly columns: number;
  readonly rows: number;
  /** Column `c` describes the time around `c * columnSeconds`. */
  readonly columnSeconds: number;
  /** Row by row, the highest frequency first: half the sample rate at the top, 0 Hz at the bottom. */
  readonly cells: Uint8Array;
}

export interface SpectrogramOptions {
  readonly sampleRateHz: number;
  /** The length of the sound, when it is known: it decides how far the spectra lie apart. */
  readonly frames: number | undefined;
  /** The most cells of the picture. */
  readonly maxCells: number;
}

/** What a cell says: 0 is -127.5 dBov or less, 255 is 0. */
export const cellsPerDb = 2;
export const cellFloorDb = -127.5;

const maxColumns = 4096;
const maxRows = 512;
/** Long enough to tell the harmonics of a voice apart, short enough for syllables and digits. */
const leastWindowSeconds = 0.03;

/**
 * Draws a spectrogram of bounded size, whatever the length of the sound: when its columns are full, neighbours are put
 * together, the louder of each two cells staying, so that a short tone is still seen in an hour.
 */
export class Spectrogram implements Disposable {
  readonly #analyzer: SpectrumAnalyzer;
  readonly #sampleRateHz: number;
  readonly #hopSamples: number;
  readonly #windowSamples: number;
  readonly #rows: number;
  /** Column by column, the lowest frequency first. */
  readonly #cells: Uint8Array;
  readonly #capacity: number;
  #spectra: Float32Array = new Float32Array(0);
  #hopsPerColumn = 1;
  #hops = 0;

  constructor({ sampleRateHz, frames, maxCells }: SpectrogramOptions) {
    const window = spectrumWindowsSamples.find((samples) => samples >= leastWindowSeconds * sampleRateHz) ?? 65_536;
    this.#rows = Math.min(maxRows, window / 2);
    this.#capacity = Math.min(maxColumns, Math.floor(maxCells / this.#rows / 2) * 2);
    const hop = frames === undefined ? window / 4 : Math.floor(frames / this.#capacity);
    this.#hopSamples = Math.min(window / 2, Math.max(1, hop));
    this.#windowSamples = window;
    this.#sampleRateHz = sampleRateHz;
    this.#cells = new Uint8Array(this.#capacity * this.#rows);
    this.#analyzer = new SpectrumAnalyzer({ windowSamples: window, hopSamples: this.#hopSamples });
    this.add(new Float32Array(window / 2)); // so that the first spectrum is that of time 0
  }

  add(samples: Float32Array): void {
    const { bins } = this.#analyzer;
    const values = Math.max(1, this.#analyzer.spectraFor(samples.length)) * bins;
    if (this.#spectra.length < values) this.#spectra = new Float32Array(values);
    const count = this.#analyzer.process(samples, this.#spectra);
    for (let spectrum = 0; spectrum < count; spectrum++) this.#addSpectrum(spectrum * bins, bins - 1);
  }

  /** The picture of everything that was added. */
  picture(): SpectrogramPicture {
    this.add(new Float32Array(this.#windowSamples / 2));
    const columns = Math.max(1, Math.ceil(this.#hops / this.#hopsPerColumn));
    const cells = new Uint8Array(columns * this.#rows);
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < this.#rows; row++) {
        cells[(this.#rows - 1 - row) * columns + column] = this.#cells[column * this.#rows + row]!;
      }
    }
    const columnSeconds = (this.#hopSamples * this.#hopsPerColumn) / this.#sampleRateHz;
    return { columns, rows: this.#rows, columnSeconds, cells };
  }

  [Symbol.dispose](): void {
    this.#analyzer.close();
  }

  #addSpectrum(at: number, bins: number): void {
    if (this.#hops === this.#capacity * this.#hopsPerColumn) this.#halve();
    const column = Math.floor(this.#hops / this.#hopsPerColumn) * this.#rows;
    this.#hops++;
    const binsPerRow = bins / this.#rows;
    for (let bin = 0; bin < bins; bin++) {
      const cell = Math.min(255, Math.max(0, Math.round((this.#spectra[at + bin]! - cellFloorDb) * cellsPerDb)));
      const index = column + Math.floor(bin / binsPerRow);
      if (cell > this.#cells[index]!) this.#cells[index] = cell;
    }
  }

  #halve(): void {
    const rows = this.#rows;
    for (let column = 0; column < this.#capacity / 2; column++) {
      for (let row = 0; row < rows; row++) {
        const left = this.#cells[2 * column * rows + row]!;
        const right = this.#cells[(2 * column + 1) * rows + row]!;
        this.#cells[column * rows + row] = Math.max(left, right);
      }
    }
    this.#cells.fill(0, (this.#capacity / 2) * rows);
    this.#hopsPerColumn *= 2;
  }
}
