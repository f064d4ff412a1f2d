import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { decodeMuLaw, encodeALaw, encodeMuLaw } from '../../phones/g711.js';
import type { ReferenceSrtp } from './reference-srtp.js';

/** A packet as the peer got it, taken apart by the offsets of RFC 3550 section 5.1. */
export interface ReceivedPacket {
  readonly atMs: number;
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
}

const SAMPLES = 160;

/** A telephone of a few lines: it sends PCMU from an RTP socket, byte by byte, and keeps what comes. */
export class RtpPeer implements AsyncDisposable {
  readonly packets: ReceivedPacket[] = [];
  readonly reports: Buffer[] = [];
  /** Every RTP datagram as it came. */
  readonly datagrams: Buffer[] = [];
  /** RTP that did not authenticate. */
  refused = 0;
  readonly ssrc = 0x11223344;
  readonly #rtp: Socket;
  readonly #rtcp: Socket;
  #to = 0;
  #sequence = 1000;
  #timestamp = 50_000;
  #phase = 0;
  #sends: ReferenceSrtp | null = null;
  readonly #hears: ReferenceSrtp[] = [];

  private constructor(rtp: Socket, rtcp: Socket) {
    this.#rtp = rtp;
    this.#rtcp = rtcp;
    rtp.on('message', (datagram) => this.#take(datagram));
    rtcp.on('message', (datagram) => this.reports.push(datagram));
  }

  /** Takes a pair of neighbouring ports on the loopback interface. */
  static async open(): Promise<RtpPeer> {
    for (;;) {
      const port = 40_000 + 2 * Math.floor(Math.random() * 10_000);
      const pair = [createSocket('udp4'), createSocket('udp4')] as const;
      try {
        await Promise.all(pair.map((socket, index) => bound(socket, port + index)));
        return new RtpPeer(...pair);
      } catch {
        for (const socket of pair) socket.close();
      }
    }
  }

  get port(): number {
    return this.#rtp.address().port;
  }

  /** What it offers or answers: PCMU and telephone-event, unless `lines` from `m=` on are given. */
  sdp(...lines: string[]): string {
    const media = lines.length > 0 ? lines : ['RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000', 'a=rtcp-mux'];
    const [formats, ...attributes] = media;
    const text = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'];
    return [...text, `m=audio ${this.port} ${formats}`, ...attributes, ''].join('\r\n');
  }

  /** From now on it sends to the port of `sdp`. */
  call(sdp: string): void {
    this.#to = Number(/^m=audio (\d+) /m.exec(sdp)?.[1]);
  }

  /** From now on it speaks SRTP. What it hears may be under any of the keys that it has been given so far. */
  secure(sends: ReferenceSrtp | null, hears: ReferenceSrtp): void {
    this.#sends = sends ?? this.#sends;
    this.#hears.push(hears);
  }

  /** One packet at once. */
  send(
    payload: Uint8Array,
    options: { payloadType?: number; marker?: boolean; advance?: number; timestamp?: number } = {},
  ) {
    const { payloadType = 0, marker = false, advance = SAMPLES, timestamp = this.#timestamp } = options;
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = (marker ? 0x80 : 0) | payloadType;
    header.writeUInt16BE(this.#sequence++ & 0xffff, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(this.ssrc, 8);
    this.#timestamp += advance;
    const packet = Buffer.concat([header, payload]);
    this.sendRaw(this.#sends?.protect(packet) ?? packet);
  }

  sendRaw(datagram: Uint8Array): void {
    this.#rtp.send(datagram, this.#to, '127.0.0.1');
  }

  /** The timestamp of its next packet. */
  get timestamp(): number {
    return this.#timestamp;
  }

  /** Speaks a sine of `hz` for `ms` of real time, or silence (0 Hz); half of full scale. `PCMA` on its static type. */
  talk(hz: number, ms: number, amplitude = 0.5, codec: 'PCMU' | 'PCMA' = 'PCMU'): Promise<void> {
    const tone = () => {
      this.#phase += (2 * Math.PI * hz) / 8000;
      return amplitude * Math.sin(this.#phase);
    };
    return this.say(tone, ms, codec);
  }

  /** Speaks what `next` gives for each sample at 8000 Hz. */
  async say(next: () => number, ms: number, codec: 'PCMU' | 'PCMA' = 'PCMU'): Promise<void> {
    const startMs = performance.now();
    for (let sent = 0; sent < ms / 20; sent++) {
      const wait = startMs + sent * 20 - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const samples = Float64Array.from({ length: SAMPLES }, next);
      if (codec === 'PCMA') this.send(encodeALaw(samples), { payloadType: 8 });
      else this.send(encodeMuLaw(samples));
    }
  }

  /** Presses a key: `packets` of 20 ms and three with the end bit (RFC 4733 section 2.5.1). */
  press(event: number, packets = 5, payloadType = 101): void {
    const timestamp = this.#timestamp;
    for (let index = 1; index <= packets + 3; index++) {
      const duration = Math.min(index, packets) * SAMPLES;
      const end = index > packets ? 0x80 : 0;
      const payload = Buffer.of(event, end | 10, duration >> 8, duration & 0xff);
      this.send(payload, { payloadType, marker: index === 1, advance: 0, timestamp });
    }
    this.#timestamp += packets * SAMPLES;
  }

  /** What came as PCMU after packet number `from`. */
  sound(from = 0): { readonly samples: Float64Array; readonly sampleRateHz: number } {
    const payloads = this.packets.slice(from).filter(({ payloadType }) => payloadType === 0);
    return { samples: decodeMuLaw(Buffer.concat(payloads.map(({ payload }) => payload))), sampleRateHz: 8000 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      [this.#rtp, this.#rtcp].map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))),
    );
  }

  #take(received: Buffer): void {
    const second = received[1] as number;
    if (second >= 200 && second <= 204) {
      this.reports.push(received);
      return;
    }
    this.datagrams.push(received);
    const datagram = this.#opened(received);
    if (datagram === null) {
      this.refused++;
      return;
    }
    this.packets.push({
      atMs: performance.now(),
      payloadType: second & 0x7f,
      marker: second >= 0x80,
      sequence: datagram.readUInt16BE(2),
      timestamp: datagram.readUInt32BE(4),
      ssrc: datagram.readUInt32BE(8),
      payload: datagram.subarray(12),
    });
  }

  #opened(received: Buffer): Buffer | null {
    if (this.#hears.length === 0) return received;
    for (const key of this.#hears) {
      const plain = key.open(received);
      if (plain) return plain;
    }
    return null;
  }
}

async function bound(socket: Socket, port: number): Promise<void> {
  const listening = once(socket, 'listening');
  socket.bind(port, '127.0.0.1');
  await listening;
}
