import { Random } from './random.js';
import { packetsOfDay, type Sender, type Sending } from './sender.js';
import { type Weather, weathers } from './weather.js';

/** The weather changes every ten minutes of packets. */
export const packetsOfWeather = packetsOfDay / 144;
const duplicatedShare = 0.001;
const duplicateLaterMs = 50;

/** The weather that a packet meets. */
export function weatherOf(number: number): Weather {
  const index = Math.floor(number / packetsOfWeather) % weathers.length;
  return weathers[index] ?? weathers[0]!;
}

interface Arrival {
  readonly sending: Sending;
  readonly arrivalMs: number;
}

/** The network between a sender and whoever listens: late, twice, out of order or not at all. */
export class Line {
  readonly #sender: Sender;
  readonly #random: Random;
  /** The first to come first. */
  readonly #onTheWay: Arrival[] = [];
  readonly #onSent: (sending: Sending) => void;

  constructor(sender: Sender, seed: number, onSent: (sending: Sending) => void) {
    this.#sender = sender;
    this.#random = new Random(seed);
    this.#onSent = onSent;
  }

  get isOver(): boolean {
    return this.#sender.nextMs === Number.POSITIVE_INFINITY && this.#onTheWay.length === 0;
  }

  /** Everything that arrives up to `nowMs`, in the order it does. */
  deliver(nowMs: number, take: (sending: Sending, arrivalMs: number) => void): void {
    while (this.#sender.nextMs <= nowMs) this.#send();
    for (let first = this.#onTheWay[0]; first && first.arrivalMs <= nowMs; first = this.#onTheWay[0]) {
      this.#onTheWay.shift();
      take(first.sending, first.arrivalMs);
    }
  }

  #send(): void {
    const sending = this.#sender.send();
    this.#onSent(sending);
    const delay = weatherOf(sending.number).delay(sending.sentMs, this.#random);
    if (delay === undefined) return;
    this.#enqueue({ sending, arrivalMs: sending.sentMs + delay });
    if (this.#random.uniform() >= duplicatedShare) return;
    this.#enqueue({ sending, arrivalMs: sending.sentMs + delay + this.#random.uniform() * duplicateLaterMs });
  }

  #enqueue(arrival: Arrival): void {
    const later = this.#onTheWay.findIndex(({ arrivalMs }) => arrivalMs > arrival.arrivalMs);
    this.#onTheWay.splice(later < 0 ? this.#onTheWay.length : later, 0, arrival);
  }
}
