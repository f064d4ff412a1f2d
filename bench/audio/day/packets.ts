import { G711Decoder, G711Encoder, OpusEncoder } from 'ossicle/audio';
import { addNoise } from '../noise.js';
import { speechLike } from '../speech.js';
import type { Sending } from './sender.js';

const headerBytes = 12;
const rateHz = 8000;
const frameSamples = 160;
const seconds = 60;

/** A minute of something like speech in RTP packets of 20 ms, to be sent over and over, and how it sounds at best. */
export interface Packets {
  readonly packets: readonly Uint8Array[];
  readonly payloadType: number;
  readonly ticksPerMs: number;
  readonly recording: Int16Array;
  /** Whether a decoder gives the recording, to the sample. */
  readonly exact: boolean;
}

/** A faint noise over all of it makes each stretch one of its kind. */
function recordingOf(): Int16Array {
  const noisy = addNoise(Float64Array.from(speechLike(rateHz, seconds)), 30, 9);
  return Int16Array.from(noisy, Math.round);
}

type Encode = (frame: Int16Array, payload: Uint8Array) => number;

function packetsOf(recording: Int16Array, encode: Encode): Uint8Array[] {
  const room = new Uint8Array(headerBytes + 1500);
  return Array.from({ length: recording.length / frameSamples }, (_, n) => {
    const frame = recording.subarray(n * frameSamples, (n + 1) * frameSamples);
    return room.slice(0, headerBytes + encode(frame, room.subarray(headerBytes)));
  });
}

/** In mu-law. */
export function muLawPackets(): Packets {
  using encoder = new G711Encoder({ law: 'mu-law' });
  using decoder = new G711Decoder({ law: 'mu-law' });
  const spoken = recordingOf();
  const packets = packetsOf(spoken, (frame, payload) => encoder.process(frame, payload));
  const recording = new Int16Array(spoken.length);
  for (const [n, packet] of packets.entries())
    decoder.process(packet.subarray(headerBytes), recording.subarray(n * frameSamples, (n + 1) * frameSamples));
  return { packets, payloadType: 0, ticksPerMs: 8, recording, exact: true };
}

/** In Opus with redundancy for lost packets. */
export function opusPackets(): Packets {
  using encoder = new OpusEncoder({ sampleRateHz: rateHz, fec: true, expectedLossPercent: 10 });
  const recording = recordingOf();
  const packets = packetsOf(recording, (frame, payload) => encoder.process(frame, payload));
  return { packets, payloadType: 111, ticksPerMs: 48, recording, exact: false };
}

/** The packet of a sending, in memory that the next call may write again. */
export function packetOf({ packets, payloadType, ticksPerMs }: Packets, sending: Sending): Uint8Array {
  const packet = packets[sending.number % packets.length]!;
  const { ssrc, sequence, timestamp } = sending.stream;
  const ticks = (timestamp + sending.clockMs * ticksPerMs) % 2 ** 32;
  packet[0] = 0x80; // version 2
  packet[1] = payloadType;
  writeBytes(packet, 2, (sequence + sending.number) & 0xffff, 2);
  writeBytes(packet, 4, ticks, 4);
  writeBytes(packet, 8, ssrc, 4);
  return packet;
}

/** Most significant first. */
function writeBytes(packet: Uint8Array, at: number, value: number, count: number): void {
  for (let i = 0; i < count; ++i) packet[at + i] = Math.floor(value / 2 ** (8 * (count - 1 - i))) & 0xff;
}
