import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../../core/index.js';
import { type DelayFigures, delayFigures } from './delay-figures.js';
import { type Flight, packetMs } from './line.js';
import { firstTickMs, tickMs } from './receiver.js';

/** What a way of playing costs. */
export interface Schedule {
  readonly delayMs: DelayFigures;
  /** Share of the audio that is concealed, what is lost on the way included. */
  readonly concealed: number;
  readonly stretched: number;
}

/** A schedule with the delay of each packet in ms. */
interface Path extends Pick<Schedule, 'concealed' | 'stretched'> {
  readonly delays: Float64Array;
}

const stepMs = 2.5;
const mostLevels = 161; // to 400 ms
const mostStretched = 0.02;
/** Lateness is kept in these, so that an hour takes 30 MB. */
const perMs = 10;

/**
 * What could be done with the packets by one who knows when each arrives. Delays are above the fastest packet, from 0 to
 * 400 ms in steps of 2.5 ms. A packet that is not here at the tick that plays its first sample is concealed until it is,
 * at most for its length; a lost one costs everyone the same.
 */
export class Foresight {
  readonly #packets: number;
  readonly #fastestMs: number;
  readonly #lostShare: number;
  /** Beyond the slowest packet there is nothing to wait for. */
  readonly #levels: number;
  /** By packet and level. */
  readonly #late: Uint8Array;
  readonly #choice: Uint8Array;

  constructor(flights: readonly Flight[]) {
    this.#packets = flights.length;
    const delays = flights.flatMap(({ sentMs, arrivalMs }) => (arrivalMs === undefined ? [] : [arrivalMs - sentMs]));
    this.#lostShare = 1 - delays.length / Math.max(1, flights.length);
    this.#fastestMs = delays.reduce((least, delay) => Math.min(least, delay), delays[0] ?? 0);
    const slowestMs = delays.reduce((most, delay) => Math.max(most, delay), 0);
    this.#levels = Math.min(mostLevels, Math.ceil((slowestMs - this.#fastestMs + tickMs) / stepMs) + 1);
    const levels = this.#levels;
    this.#late = new Uint8Array(flights.length * levels);
    this.#choice = new Uint8Array(flights.length * levels);
    for (const [n, { sentMs, arrivalMs }] of flights.entries()) {
      for (let level = 0; level < levels; level++) {
        const dueMs = sentMs + this.#fastestMs + level * stepMs;
        const playedMs = firstTickMs + Math.floor((dueMs - firstTickMs) / tickMs) * tickMs;
        const lateMs = arrivalMs === undefined ? packetMs : Math.min(packetMs, Math.max(0, arrivalMs - playedMs));
        this.#late[n * levels + level] = Math.round(lateMs * perMs);
      }
    }
  }

  /**
   * The least delay, the same for all packets, that conceals no more than `share`, or than the lost packets where that is
   * more; none up to 400 ms when undefined.
   */
  fixed(share: number): Schedule | undefined {
    const levels = this.#levels;
    const wanted = Math.max(share, this.#lostShare);
    for (let level = 0; level < levels; level++) {
      let late = 0;
      for (let at = level; at < this.#late.length; at += levels) late += this.#late[at]!;
      const concealed = late / perMs / packetMs / Math.max(1, this.#packets);
      const delayMs = this.#fastestMs + level * stepMs;
      if (concealed <= this.#atLeast(wanted)) return { delayMs: delayFigures([delayMs]), concealed, stretched: 0 };
    }
    return undefined;
  }

  /**
   * The least mean delay that conceals no more than `share`, by delays that change a step at a time and stretch at most
   * 2 % of the audio (dynamic programming); with a `share` below that of the lost packets, the least that conceals those.
   * A long sound takes its time: half a minute for an hour. @throws OssicleError ABORTED.
   */
  async adaptive(share: number, signal: AbortSignal): Promise<Schedule> {
    let [low, high] = [0, 1e6]; // ms of delay that a packet's worth of concealment is
    let best = await this.#withinStretch(high, signal);
    const wanted = Math.max(this.#atLeast(share), best.concealed);
    for (let round = 0; round < 12; round++) {
      const middle = Math.sqrt(Math.max(low, 0.1) * high);
      const schedule = await this.#withinStretch(middle, signal);
      if (schedule.concealed > wanted) low = middle;
      else [best, high] = [schedule, middle];
    }
    const { delays, concealed, stretched } = best;
    return { delayMs: delayFigures(delays), concealed, stretched };
  }

  /** A share that differs by less than half a packet is the same. */
  #atLeast(share: number): number {
    return share + 0.5 / Math.max(1, this.#packets);
  }

  async #withinStretch(concealCost: number, signal: AbortSignal): Promise<Path> {
    const free = this.#solve(concealCost, 0);
    if (free.stretched <= mostStretched) return free;
    let [low, high] = [0, 1000];
    let best = this.#solve(concealCost, high);
    for (let round = 0; round < 8; round++) {
      await setImmediate(); // for whoever presses Ctrl-C
      throwIfAborted(signal);
      const middle = Math.sqrt(Math.max(low, 0.1) * high);
      const schedule = this.#solve(concealCost, middle);
      if (schedule.stretched > mostStretched) low = middle;
      else [best, high] = [schedule, middle];
    }
    return best;
  }

  #solve(concealCost: number, stepCost: number): Path {
    const levels = this.#levels;
    let [cost, next] = [new Float64Array(levels), new Float64Array(levels)];
    const lateCost = concealCost / packetMs / perMs;
    for (let n = 0, at = 0; n < this.#packets; n++) {
      for (let level = 0; level < levels; level++, at++) {
        let [least, from] = [cost[level]!, level];
        const below = level > 0 && n > 0 ? cost[level - 1]! + stepCost : Number.POSITIVE_INFINITY;
        if (below < least) [least, from] = [below, level - 1];
        const above = level < levels - 1 && n > 0 ? cost[level + 1]! + stepCost : Number.POSITIVE_INFINITY;
        if (above < least) [least, from] = [above, level + 1];
        this.#choice[at] = from;
        next[level] = least + level * stepMs + lateCost * this.#late[at]!;
      }
      [cost, next] = [next, cost];
    }
    return this.#follow(cost.indexOf(Math.min(...cost)));
  }

  /** Back along the choices. */
  #follow(lastLevel: number): Path {
    const delays = new Float64Array(this.#packets);
    let [late, steps] = [0, 0];
    for (let n = this.#packets - 1, level = lastLevel; n >= 0; n--) {
      delays[n] = this.#fastestMs + level * stepMs;
      const at = n * this.#levels + level;
      late += this.#late[at]!;
      const from = this.#choice[at]!;
      if (from !== level) steps++;
      level = from;
    }
    const audioMs = Math.max(1, this.#packets) * packetMs;
    return { delays, concealed: late / perMs / audioMs, stretched: (steps * stepMs) / audioMs };
  }
}
