import type { JitterBuffer, JitterBufferStats } from 'ossicle/audio';
import { Account, type WeatherAccount } from './account.js';
import { Ear, type Heard } from './ear.js';
import { packetsOfWeather } from './line.js';
import { type Packets, packetOf } from './packets.js';
import { packetsOfDay, type Sending } from './sender.js';

/** What was heard in a day. */
export interface DaySummary {
  readonly weathers: readonly WeatherAccount[];
  /** The longest until a new stream was heard, or one that had paused; undefined where the ear cannot tell. */
  readonly msToBegin: readonly number[];
  /** Frames later than a second after the last packet, and those of them that were not silence. */
  readonly idleFrames: number;
  readonly idleSounds: number;
  /** The largest sample, as a share of the largest that was sent. */
  readonly peak: number;
  /** All that was heard beside all that was sent. */
  readonly levelDb: number;
  readonly delivered: number;
  readonly stats: JitterBufferStats;
}

const frameSamples = 160;
const settlingPackets = 500;
const idleMs = 1000;
const guard = 0x5a5a;

function energyOf(samples: Int16Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0);
}

function peakOf(samples: Int16Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

/** One jitter buffer, and the books of what comes out of it. */
export class Listener {
  readonly #packets: Packets;
  readonly #buffer: JitterBuffer;
  readonly #ear: Ear | undefined;
  readonly #account = new Account();
  readonly #room = new Int16Array(3 * frameSamples).fill(guard);
  readonly #frame = this.#room.subarray(frameSamples, 2 * frameSamples);
  readonly #msToBegin: number[] = [];
  #newest: Sending | undefined;
  #awaited: Sending | undefined;
  #energy = 0;
  #peak = 0;
  #idleFrames = 0;
  #idleSounds = 0;
  #delivered = 0;

  constructor(packets: Packets, buffer: JitterBuffer) {
    this.#packets = packets;
    this.#buffer = buffer;
    if (packets.exact) this.#ear = new Ear(packets.recording);
  }

  /** A packet leaves its sender. */
  noteSent(sending: Sending): void {
    const before = this.#newest;
    this.#ear?.noteSent(sending.number, sending.sentMs);
    const paused = before === undefined || sending.sentMs - before.sentMs > idleMs;
    if (paused || sending.stream !== before.stream) this.#awaited = sending;
    if (before && isInOtherWeather(before, sending)) this.#account.close(before.number, this.#buffer.stats);
    if (sending.number % packetsOfWeather === settlingPackets) this.#account.open(this.#buffer.stats);
    this.#newest = sending;
  }

  /** A packet arrives. */
  insert(sending: Sending, arrivalMs: number): void {
    this.#delivered++;
    this.#buffer.insert(packetOf(this.#packets, sending), arrivalMs);
  }

  /** A frame is due. */
  listen(nowMs: number): void {
    this.#buffer.process(this.#frame, nowMs);
    const peak = peakOf(this.#frame);
    this.#peak = Math.max(this.#peak, peak);
    this.#energy += energyOf(this.#frame);
    if (this.#newest === undefined) return;
    const idleForMs = nowMs - this.#newest.sentMs;
    if (idleForMs < idleMs) this.#understand(this.#newest, nowMs);
    else this.#idleFrames++;
    if (idleForMs >= idleMs && peak > 0) this.#idleSounds++;
  }

  get summary(): DaySummary {
    const { recording, packets } = this.#packets;
    const strayWrites = this.#room.filter((sample) => sample !== guard).length - frameSamples;
    if (strayWrites > 0) throw new Error(`${strayWrites} samples beside the frame were written.`);
    const sentEnergy = (energyOf(recording) / packets.length) * packetsOfDay;
    return {
      weathers: this.#account.weathers,
      msToBegin: this.#msToBegin,
      idleFrames: this.#idleFrames,
      idleSounds: this.#idleSounds,
      peak: this.#peak / peakOf(recording),
      levelDb: 10 * Math.log10(this.#energy / sentEnergy),
      delivered: this.#delivered,
      stats: this.#buffer.stats,
    };
  }

  #understand(newest: Sending, nowMs: number): void {
    const heard = this.#ear?.hear(this.#frame, nowMs);
    if (newest.number % packetsOfWeather >= settlingPackets) this.#account.note(newest.number, heard?.delayMs);
    if (heard) this.#noteBeginning(heard, nowMs);
  }

  #noteBeginning({ number }: Heard, nowMs: number): void {
    if (this.#awaited === undefined || number < this.#awaited.number) return;
    this.#msToBegin.push(nowMs - this.#awaited.sentMs);
    this.#awaited = undefined;
  }
}

function isInOtherWeather(before: Sending, now: Sending): boolean {
  return Math.floor(before.number / packetsOfWeather) !== Math.floor(now.number / packetsOfWeather);
}
