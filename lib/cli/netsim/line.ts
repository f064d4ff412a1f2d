import type { LineCodec, LineCoder } from './line-codec.js';
import type { Network } from './network.js';

/** What a packet carries, in ms. */
export const packetMs = 20;

/** A packet on its way: `arrivalMs` is undefined when it is lost. */
export interface Flight {
  readonly sentMs: number;
  readonly arrivalMs: number | undefined;
}

/** A packet that has come. */
export interface ArrivedPacket {
  readonly arrivalMs: number;
  readonly datagram: Uint8Array;
}

const ssrc = 0x6f73_7369;
const headerBytes = 12;

/** Sends frames of 20 ms as RTP through a network; what arrives is taken in the order of time. */
export class Line implements Disposable {
  readonly flights: Flight[] = [];
  readonly #codec: LineCodec;
  readonly #coder: LineCoder;
  readonly #network: Network;
  readonly #periodMs: number;
  /** In the order of arrival. */
  readonly #underWay: ArrivedPacket[] = [];

  /** `driftPpm`: how much too fast the sender's clock runs. */
  constructor(codec: LineCodec, network: Network, driftPpm: number) {
    this.#codec = codec;
    this.#coder = codec.makeCoder();
    this.#network = network;
    this.#periodMs = packetMs / (1 + driftPpm * 1e-6);
  }

  /** When the next packet leaves: a packet leaves when its first sample is due. */
  get nextSentMs(): number {
    return this.flights.length * this.#periodMs;
  }

  /** When the last packet under way arrives; 0 when there is none. */
  get lastArrivalMs(): number {
    return this.#underWay.at(-1)?.arrivalMs ?? 0;
  }

  /** Sends a frame and returns how it sounds when nothing happens to it. */
  send(frame: Int16Array): Int16Array {
    const sentMs = this.nextSentMs;
    const payload = this.#coder.encode(frame);
    const delayMs = this.#network(sentMs);
    const arrivalMs = delayMs === undefined ? undefined : sentMs + delayMs;
    if (arrivalMs !== undefined) this.#depart({ arrivalMs, datagram: this.#datagram(payload) });
    this.flights.push({ sentMs, arrivalMs });
    return this.#coder.decode(payload);
  }

  /** The next packet that has arrived by `nowMs`. */
  take(nowMs: number): ArrivedPacket | undefined {
    const [first] = this.#underWay;
    return first && first.arrivalMs <= nowMs ? this.#underWay.shift() : undefined;
  }

  [Symbol.dispose](): void {
    this.#coder[Symbol.dispose]();
  }

  #depart(packet: ArrivedPacket): void {
    const before = this.#underWay.findLastIndex(({ arrivalMs }) => arrivalMs <= packet.arrivalMs);
    this.#underWay.splice(before + 1, 0, packet);
  }

  /** RFC 3550, section 5.1. */
  #datagram(payload: Uint8Array): Uint8Array {
    const number = this.flights.length;
    const datagram = new Uint8Array(headerBytes + payload.length);
    const header = new DataView(datagram.buffer);
    header.setUint8(0, 0x80);
    header.setUint8(1, this.#codec.payloadType | (number === 0 ? 0x80 : 0));
    header.setUint16(2, number & 0xffff);
    header.setUint32(4, (number * this.#codec.packetTicks) >>> 0);
    header.setUint32(8, ssrc);
    datagram.set(payload, headerBytes);
    return datagram;
  }
}
