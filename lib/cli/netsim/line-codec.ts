import {
  G711Decoder,
  G711Encoder,
  G722Decoder,
  G722Encoder,
  type JitterBufferCodec,
  OpusDecoder,
  OpusEncoder,
} from '../../audio/index.js';

/** Turns frames of 20 ms into payloads, and payloads into frames, without a network between. */
export interface LineCoder extends Disposable {
  encode(frame: Int16Array): Uint8Array;
  decode(payload: Uint8Array): Int16Array;
}

/** How speech is coded on the line. */
export interface LineCodec {
  readonly name: Exclude<JitterBufferCodec, 'l16'>;
  readonly label: string;
  readonly sampleRateHz: 8000 | 16_000 | 48_000;
  readonly payloadType: number;
  /** RTP timestamp steps in a packet of 20 ms: 8 kHz for G.722 as well (RFC 3551, section 4.5.2). */
  readonly packetTicks: number;
  readonly makeCoder: () => LineCoder;
}

const packetBytes = 160; // 64 kbit/s

/** The codecs by what `--codec` says. */
export const lineCodecs: Readonly<Record<LineCodec['name'], LineCodec>> = {
  pcmu: g711('pcmu', 'PCMU', 0, 'mu-law'),
  pcma: g711('pcma', 'PCMA', 8, 'a-law'),
  g722: {
    name: 'g722',
    label: 'G.722',
    sampleRateHz: 16_000,
    payloadType: 9,
    packetTicks: 160,
    makeCoder: () => fixedRateCoder(new G722Encoder(), new G722Decoder(), 320),
  },
  opus: {
    name: 'opus',
    label: 'Opus',
    sampleRateHz: 48_000,
    payloadType: 111,
    packetTicks: 960,
    makeCoder: opusCoder,
  },
};

function g711(name: 'pcmu' | 'pcma', label: string, payloadType: number, law: 'mu-law' | 'a-law'): LineCodec {
  const makeCoder = (): LineCoder => fixedRateCoder(new G711Encoder({ law }), new G711Decoder({ law }), 160);
  return { name, label, sampleRateHz: 8000, payloadType, packetTicks: 160, makeCoder };
}

interface FixedRate<Input, Output> extends Disposable {
  process(input: Input, output: Output): unknown;
}

function fixedRateCoder(
  encoder: FixedRate<Int16Array, Uint8Array>,
  decoder: FixedRate<Uint8Array, Int16Array>,
  frameSamples: number,
): LineCoder {
  return {
    encode: (frame) => {
      const payload = new Uint8Array(packetBytes);
      encoder.process(frame, payload);
      return payload;
    },
    decode: (payload) => {
      const frame = new Int16Array(frameSamples);
      decoder.process(payload, frame);
      return frame;
    },
    [Symbol.dispose]: () => {
      encoder[Symbol.dispose]();
      decoder[Symbol.dispose]();
    },
  };
}

/** As calls have it: speech, with redundancy for lost packets (RFC 6716, section 2.1.7). */
function opusCoder(): LineCoder {
  const encoder = new OpusEncoder({ sampleRateHz: 48_000, fec: true, expectedLossPercent: 5 });
  const decoder = new OpusDecoder({ sampleRateHz: 48_000 });
  return {
    encode: (frame) => {
      const packet = new Uint8Array(encoder.maxPacketBytes);
      return packet.slice(0, encoder.process(frame, packet));
    },
    decode: (packet) => {
      const frame = new Int16Array(decoder.maxPacketSamples);
      return frame.slice(0, decoder.process(packet, frame));
    },
    [Symbol.dispose]: () => {
      encoder.close();
      decoder.close();
    },
  };
}
