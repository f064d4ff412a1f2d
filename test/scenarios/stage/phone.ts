import type { StrayDatagram } from '../../../lib/testing/index.js';
import { decodeALaw, decodeMuLaw } from '../../phones/g711.js';
import type { Sound } from '../../phones/wav.js';
import { encodeALaw, encodeMuLaw } from './g711-encoder.js';
import { type RtcpPacket, readRtcp } from './rtcp.js';
import { isRtcp, type ReadRtp, type RtpFields, readRtp, writeRtp } from './rtp.js';

export const PCMU = 0;
export const PCMA = 8;
export const TELEPHONE_EVENT = 101;
const RATE_HZ = 8_000;

/** The sample at `index` of what a phone says; -1..1. */
export type Voice = (index: number) => number;

/** A steady tone, `levelDbfs` 0 being a sine of full scale. */
export function toneVoice(frequencyHz: number, levelDbfs: number): Voice {
  const amplitude = 10 ** (levelDbfs / 20);
  return (index) => amplitude * Math.sin((2 * Math.PI * frequencyHz * index) / RATE_HZ);
}

/** A recorded sound, then silence. */
export function soundVoice(sound: Sound): Voice {
  return (index) => sound.samples[index] ?? 0;
}

export interface Arrival {
  readonly atMs: number;
  readonly from: string;
  readonly rtp: ReadRtp;
}

export interface PhoneOptions {
  /** Where it lives, `address:port`. */
  readonly address: string;
  readonly voice?: Voice;
  readonly payloadType?: number;
  readonly packetMs?: number;
  readonly ssrc?: number;
  readonly firstSequence?: number;
  readonly firstTimestamp?: number;
}

/** A phone written for tests: speaks and hears G.711 in RTP of its own making, on virtual time. */
export class Phone {
  readonly address: string;
  /** Null: it sends nothing. */
  voice: Voice | null;
  /** The endpoint's `address:port`. */
  target = '';
  packetMs: number;
  payloadType: number;
  ssrc: number;
  sequenceNumber: number;
  timestamp: number;
  /** What becomes of each datagram on its way out: dropped, doubled, changed. */
  onTheWay: (datagram: Uint8Array, count: number) => Uint8Array[] = (datagram) => [datagram];
  readonly arrivals: Arrival[] = [];
  readonly rtcp: {
    readonly atMs: number;
    readonly from: string;
    readonly to: string;
    readonly packets: RtcpPacket[];
  }[] = [];
  packetsSent = 0;
  firstSentMs: number | undefined;
  #spoken = 0;
  #nextMs: number | undefined;

  constructor(options: PhoneOptions) {
    this.address = options.address;
    this.voice = options.voice ?? null;
    this.payloadType = options.payloadType ?? PCMU;
    this.packetMs = options.packetMs ?? 20;
    this.ssrc = options.ssrc ?? 0x1234_5678;
    this.sequenceNumber = options.firstSequence ?? 100;
    this.timestamp = options.firstTimestamp ?? 50_000;
  }

  /** Port one above its own, where RTCP goes that is not multiplexed. */
  get rtcpAddress(): string {
    const [host, port] = this.address.split(':');
    return `${host}:${Number(port) + 1}`;
  }

  /** What leaves at `nowMs`. */
  datagramsDue(nowMs: number): Uint8Array[] {
    if (!this.voice) {
      this.#nextMs = undefined;
      return [];
    }
    this.#nextMs ??= nowMs;
    const due: Uint8Array[] = [];
    for (; this.#nextMs <= nowMs; this.#nextMs += this.packetMs) due.push(...this.#nextAudio(nowMs));
    return due;
  }

  /** A datagram with the phone's next sequence number; audio time stands still. */
  packet(fields: Partial<RtpFields> & Pick<RtpFields, 'payload'>): Uint8Array {
    const datagram = writeRtp({
      payloadType: this.payloadType,
      sequenceNumber: this.sequenceNumber,
      timestamp: this.timestamp,
      ssrc: this.ssrc,
      ...fields,
    });
    this.sequenceNumber = (this.sequenceNumber + 1) & 0xffff;
    return datagram;
  }

  take(stray: StrayDatagram): void {
    const { atMs, from, to, datagram } = stray;
    if (isRtcp(datagram)) this.rtcp.push({ atMs, from, to, packets: readRtcp(datagram) });
    else this.arrivals.push({ atMs, from, rtp: readRtp(datagram) });
  }

  /** Arrivals that carry audio. */
  audio(payloadType = this.payloadType): Arrival[] {
    return this.arrivals.filter(({ rtp }) => rtp.payloadType === payloadType);
  }

  /** What it heard, each packet where its timestamp says; the last `seconds` only, when given. */
  heard(seconds?: number): Sound {
    const audio = this.audio();
    const base = audio[0]?.rtp.timestamp ?? 0;
    const places = audio.map(({ rtp }) => ({ at: (rtp.timestamp - base) | 0, samples: this.#decode(rtp.payload) }));
    const length = places.reduce((most, { at, samples }) => Math.max(most, at + samples.length), 0);
    const samples = new Float64Array(length);
    for (const place of places) samples.set(place.samples, place.at);
    return { samples: seconds === undefined ? samples : samples.slice(-seconds * RATE_HZ), sampleRateHz: RATE_HZ };
  }

  #nextAudio(nowMs: number): Uint8Array[] {
    const count = (this.packetMs * RATE_HZ) / 1_000;
    const samples = Float64Array.from({ length: count }, (_, i) => this.voice?.(this.#spoken + i) ?? 0);
    const payload = this.payloadType === PCMA ? encodeALaw(samples) : encodeMuLaw(samples);
    const datagram = this.packet({ payload, marker: this.packetsSent === 0 });
    this.timestamp = (this.timestamp + count) >>> 0;
    this.#spoken += count;
    this.packetsSent += 1;
    this.firstSentMs ??= nowMs;
    return this.onTheWay(datagram, this.packetsSent);
  }

  #decode(payload: Uint8Array): Float64Array {
    return this.payloadType === PCMA ? decodeALaw(payload) : decodeMuLaw(payload);
  }
}
