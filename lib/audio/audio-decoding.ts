import type { AudioFileInfo } from './audio-file.js';
import type { ByteSource } from './byte-source.js';
import type { FileReaderUnit } from './file-unit.js';

/** A sound file being decoded, whatever its format: what `AudioFileReader` is made of. */
export interface AudioDecoding {
  readonly info: AudioFileInfo;
  readonly truncated: boolean;
  readonly damagedParts: number;
  /** Fills `output`; fewer samples, of all channels, are the last. */
  read(output: Int16Array | Float32Array): Promise<number>;
  close(): Promise<void>;
}

/** One of the native formats, fed from `source`. */
export class UnitDecoding implements AudioDecoding {
  readonly info: AudioFileInfo;
  readonly #unit: FileReaderUnit;
  readonly #source: ByteSource;
  #rest: Uint8Array;
  #ended: boolean;

  private constructor(unit: FileReaderUnit, source: ByteSource, info: AudioFileInfo, rest: Uint8Array, ended: boolean) {
    [this.#unit, this.#source, this.info, this.#rest, this.#ended] = [unit, source, info, rest, ended];
  }

  /** Reads as far as the end of the header; the unit is closed when that fails. */
  static async begin(unit: FileReaderUnit, source: ByteSource): Promise<UnitDecoding> {
    try {
      for (let rest = new Uint8Array(0); ; ) {
        const piece = rest.length > 0 ? rest : await source.next();
        if (piece === undefined) unit.end();
        else rest = piece.subarray(unit.push(piece)) as Uint8Array<ArrayBuffer>;
        const { info } = unit;
        if (info) return new UnitDecoding(unit, source, info, rest, piece === undefined);
      }
    } catch (error) {
      unit.close();
      throw error;
    }
  }

  get truncated(): boolean {
    return this.#unit.truncated;
  }

  get damagedParts(): number {
    return this.#unit.damagedParts;
  }

  async read(output: Int16Array | Float32Array): Promise<number> {
    let filled = 0;
    while (filled < output.length) {
      const samples = this.#unit.read(output.subarray(filled));
      filled += samples;
      if (samples > 0) continue;
      if (this.#ended) break;
      await this.#feed();
    }
    return filled;
  }

  async #feed(): Promise<void> {
    const piece = this.#rest.length > 0 ? this.#rest : await this.#source.next();
    if (piece !== undefined) this.#rest = piece.subarray(this.#unit.push(piece));
    else {
      this.#ended = true;
      this.#unit.end();
    }
  }

  async close(): Promise<void> {
    this.#unit.close();
    await this.#source.close();
  }
}
