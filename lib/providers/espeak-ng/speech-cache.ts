import type { Speech } from '../text-to-speech.js';

/** Finished speech by key; what was used longest ago goes when the bytes run out. */
export class SpeechCache {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, Speech>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Memory of the samples kept. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Speech | undefined {
    const speech = this.#entries.get(key);
    if (!speech) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, speech);
    return speech;
  }

  /** Keeps `speech`, unless it alone is too large. */
  set(key: string, speech: Speech): void {
    if (speech.samples.byteLength > this.#maxBytes) return;
    this.#remove(key);
    this.#entries.set(key, speech);
    this.#bytes += speech.samples.byteLength;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    const speech = this.#entries.get(key);
    if (!speech) return;
    this.#entries.delete(key);
    this.#bytes -= speech.samples.byteLength;
  }
}
