import { Random } from './random.js';

const hourMs = 3_600_000;
/** Of 20 ms: a day. */
export const packetsOfDay = 4_320_000;
const packetsOfHour = packetsOfDay / 24;
const packetMs = 20;

/** Begins anew after so many hours, with another SSRC and numbers by chance. */
const hoursOfStream = 3;
/** Hours after which it says nothing for an hour, and what its timestamps do in the meantime. */
const pauses = [
  { afterHours: 8, clockGoesOn: true },
  { afterHours: 16, clockGoesOn: false },
] as const;
/** Its clock is so much too fast, in turns of an hour. */
const driftsPpm = [500, 0, -500] as const;

/** One stream: what its packets have in common. */
export interface Stream {
  readonly ssrc: number;
  readonly sequence: number;
  readonly timestamp: number;
}

/** A packet as it leaves. */
export interface Sending {
  readonly number: number;
  readonly sentMs: number;
  readonly stream: Stream;
  /** Behind that of the stream, in ms of the sender's clock. */
  readonly clockMs: number;
}

/**
 * Somebody who talks for 24 hours, by a clock that drifts, with two pauses of an hour on top, and a new stream every three
 * hours.
 */
export class Sender {
  readonly #random: Random;
  #stream: Stream;
  #number = 0;
  #nextMs = 0;
  #heldMs = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#stream = this.#newStream();
  }

  /** When the next packet leaves; infinite when the day is over. */
  get nextMs(): number {
    return this.#number < packetsOfDay ? this.#nextMs : Number.POSITIVE_INFINITY;
  }

  send(): Sending {
    const number = this.#number++;
    const hour = Math.floor(number / packetsOfHour);
    if (number > 0 && number % (hoursOfStream * packetsOfHour) === 0) this.#stream = this.#newStream();
    const sending = { number, sentMs: this.#nextMs, stream: this.#stream, clockMs: number * packetMs + this.#heldMs };
    const drift = driftsPpm[hour % driftsPpm.length] ?? 0;
    this.#nextMs += packetMs / (1 + drift * 1e-6);
    const pause = pauses.find(({ afterHours }) => afterHours * packetsOfHour === this.#number);
    if (pause) this.#nextMs += hourMs;
    if (pause?.clockGoesOn) this.#heldMs += hourMs;
    return sending;
  }

  #newStream(): Stream {
    const word = (bits: number): number => Math.floor(this.#random.uniform() * 2 ** bits);
    return { ssrc: word(32), sequence: word(16), timestamp: word(32) };
  }
}
