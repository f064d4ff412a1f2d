/** What is searched for in a frame, and where in it. */
const windowSamples = 40;
const windowAt = 60;
const frameSamples = 160;
const rateHz = 8000;

function msOf(samples: number): number {
  return (samples * 1000) / rateHz;
}

export interface Heard {
  /** Of the packet. */
  readonly number: number;
  /** Since it could have left its sender. */
  readonly delayMs: number;
}

/**
 * Reads delay from the audio: 5 ms of each frame are searched for, sample for sample, in what was sent during the last
 * second. What was sent is a recording without two like stretches, over and over.
 */
export class Ear {
  readonly #recording: Int16Array;
  /** When a packet was sent, by the end of its number. */
  readonly #sentMs = new Float64Array(128);
  #newest = -1;
  #expected = 0;

  constructor(recording: Int16Array) {
    this.#recording = recording;
  }

  /** Packet `number` of the recording leaves. */
  noteSent(number: number, sentMs: number): void {
    this.#newest = number;
    this.#sentMs[number % this.#sentMs.length] = sentMs;
  }

  /** What the middle of a frame is that plays at `nowMs`; undefined when it is not as it was sent. */
  hear(frame: Int16Array, nowMs: number): Heard | undefined {
    const place = this.#placeOf(frame);
    if (place === undefined) return undefined;
    this.#expected = place + frameSamples;
    const number = Math.floor(place / frameSamples);
    const sentMs = this.#sentMs[number % this.#sentMs.length] ?? 0;
    return { number, delayMs: nowMs + msOf(windowAt) - sentMs - msOf(place % frameSamples) };
  }

  #placeOf(frame: Int16Array): number | undefined {
    const latest = (this.#newest + 1) * frameSamples - 1;
    const earliest = Math.max(0, latest - rateHz);
    if (this.#expected >= earliest && this.#expected <= latest && this.#isAt(this.#expected, frame))
      return this.#expected;
    for (let place = latest; place >= earliest; --place) if (this.#isAt(place, frame)) return place;
    return undefined;
  }

  #isAt(place: number, frame: Int16Array): boolean {
    const { length } = this.#recording;
    for (let i = 0; i < windowSamples; ++i)
      if (this.#recording[(place + i) % length] !== frame[windowAt + i]) return false;
    return true;
  }
}
