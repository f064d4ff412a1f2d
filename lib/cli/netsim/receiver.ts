import { JitterBuffer, type JitterBufferStats } from '../../audio/index.js';
import { type ArrivedPacket, type Line, packetMs } from './line.js';
import type { LineCodec } from './line-codec.js';

/** How often audio is asked for. */
export const tickMs = 10;
/** The first time, after the first packet has left: half a tick is what waiting for the next costs on average. */
export const firstTickMs = tickMs / 2;
const mostAdaptiveDelayMs = 400;

export interface ReceiverOptions {
  readonly codec: LineCodec;
  /** No adaptation, this delay always. */
  readonly fixedDelayMs: number | undefined;
  /** Gets what is heard, from the moment on when the first packet left. */
  readonly heard: (samples: Int16Array) => void;
  /** Gets the packets in the order in which they come. */
  readonly arrived?: (packet: ArrivedPacket) => void;
}

/** Plays what comes over a line through the jitter buffer, and ends with the last that was sent. */
export class Receiver implements Disposable {
  readonly #buffer: JitterBuffer;
  readonly #options: ReceiverOptions;
  readonly #frameSamples: number;
  readonly #mostDelayMs: number;
  #tick = 0;
  /** What was played since the last audio that somebody sent: left out when nothing more comes. */
  #waiting: Int16Array[];
  #stats: JitterBufferStats;
  /** Concealed samples by now, and when audio was last taken from a packet. */
  #concealed = 0;
  #packetTick = 0;
  /** Samples of silence in place of audio that somebody sent, up to then, and since. */
  #silent = 0;
  #silentWaiting = 0;

  constructor(options: ReceiverOptions) {
    const { codec, fixedDelayMs } = options;
    this.#options = options;
    this.#mostDelayMs = Math.max(mostAdaptiveDelayMs, Math.ceil(fixedDelayMs ?? 0));
    this.#buffer = new JitterBuffer({
      codec: codec.name,
      payloadType: codec.payloadType,
      maxDelayMs: this.#mostDelayMs,
      ...(fixedDelayMs !== undefined && { fixedDelayMs }),
    });
    this.#frameSamples = (codec.sampleRateHz * tickMs) / 1000;
    this.#waiting = [new Int16Array((codec.sampleRateHz * firstTickMs) / 1000)];
    this.#stats = this.#buffer.stats;
  }

  /** What happened until the last audio that somebody sent was heard. */
  get stats(): JitterBufferStats {
    return this.#stats;
  }

  /** Samples of silence that nobody sent, up to then: where there was too little to conceal with. */
  get silentSamples(): number {
    return this.#silent;
  }

  /** When it stopped listening. */
  get nowMs(): number {
    return firstTickMs + this.#tick * tickMs;
  }

  /** Plays until `endMs`, with what has arrived by then. */
  playUntil(line: Line, endMs: number): void {
    for (let nowMs = this.nowMs; nowMs < endMs; nowMs = this.nowMs) {
      for (let packet = line.take(nowMs); packet; packet = line.take(nowMs)) {
        this.#options.arrived?.(packet);
        this.#buffer.insert(packet.datagram, packet.arrivalMs);
      }
      this.#playFrame(nowMs);
      this.#tick++;
    }
  }

  /** Plays what is still under way or waits. */
  finish(line: Line): void {
    this.playUntil(line, Math.max(line.lastArrivalMs, line.nextSentMs) + this.#mostDelayMs + 100);
  }

  [Symbol.dispose](): void {
    this.#buffer.close();
  }

  #playFrame(nowMs: number): void {
    const frame = new Int16Array(this.#frameSamples);
    const isHeard = this.#buffer.process(frame, nowMs);
    if (!isHeard && this.#stats.jitterBufferEmittedCount > 0) this.#silentWaiting += frame.length;
    this.#waiting.push(frame);
    const { stats } = this.#buffer;
    if (stats.jitterBufferEmittedCount > this.#stats.jitterBufferEmittedCount) this.#packetTick = this.#tick;
    const isPacket = (this.#tick - this.#packetTick) * tickMs < packetMs;
    const isMadeUp = this.#tick > this.#packetTick && stats.concealedSamples > this.#concealed;
    this.#concealed = stats.concealedSamples;
    if (!isPacket || isMadeUp || stats.jitterBufferEmittedCount === 0) return;
    this.#stats = stats;
    this.#silent += this.#silentWaiting;
    this.#silentWaiting = 0;
    for (const samples of this.#waiting) this.#options.heard(samples);
    this.#waiting = [];
  }
}
