/** What the header of a frame of MPEG audio layer III says (ISO 11172-3 and 13818-3, section 2.4.2.3). */
export interface Mp3Header {
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  /** Per channel, of one frame. */
  readonly samples: number;
  /** Length of the frame, header included. */
  readonly bytes: number;
}

/** What the first frame of a file says instead of carrying sound: the tag of Xing and LAME, or of Fraunhofer. */
export interface Mp3Tag {
  /** Frames of sound that follow; undefined when the tag does not say. */
  readonly frames: number | undefined;
  /** Samples per channel that encoder and decoder put before the sound. */
  readonly leading: number;
  /** Samples per channel after the sound, in the last of `frames`. */
  readonly trailing: number;
}

export const headerBytes = 4;
/** The longest frame: 320 kbit/s at 32 kHz, or 160 kbit/s at 8 kHz, and the padding byte. */
export const mostFrameBytes = 1441;

const version1 = 3;
const kbpsOfVersion1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const kbpsOfVersion2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const ratesHz = [44_100, 48_000, 32_000];
/** MPEG 2.5, reserved, MPEG 2, MPEG 1. */
const rateDivisors = [4, undefined, 2, 1];

/** The header at `at`; undefined when there is none of layer III, or of "free format", which has no length. */
export function mp3Header(bytes: Uint8Array, at: number): Mp3Header | undefined {
  const [sync = 0, kind = 0, coding = 0, mode = 0] = bytes.subarray(at, at + headerBytes);
  if (sync !== 0xff || (kind & 0xe6) !== 0xe2) return undefined; // eleven bits of sync, layer III
  const version = (kind >> 3) & 3;
  const kbps = (version === version1 ? kbpsOfVersion1 : kbpsOfVersion2)[coding >> 4];
  const [rateHz, divisor] = [ratesHz[(coding >> 2) & 3], rateDivisors[version]];
  if (!kbps || rateHz === undefined || divisor === undefined || at + headerBytes > bytes.length) return undefined;
  const sampleRateHz = rateHz / divisor;
  const samples = version === version1 ? 1152 : 576;
  const length = Math.floor((samples * kbps * 125) / sampleRateHz) + ((coding >> 1) & 1);
  return { sampleRateHz, channels: mode >> 6 === 3 ? 1 : 2, samples, bytes: length };
}

/** Whether two frames can stand in one stream. */
export function sameStream(one: Mp3Header, other: Mp3Header): boolean {
  return one.sampleRateHz === other.sampleRateHz && one.channels === other.channels && one.samples === other.samples;
}

/** Whether `bytes` begin with two frames of one stream. */
export function beginsWithMp3(bytes: Uint8Array): boolean {
  const first = mp3Header(bytes, 0);
  const second = first && mp3Header(bytes, first.bytes);
  return first !== undefined && second !== undefined && sameStream(first, second);
}

/** How far the decoder is behind: half a frame of the filter bank and one sample (528 + 1). */
const decoderDelay = 529;

/** The tag that `frame` is; undefined when it carries sound. */
export function mp3Tag(frame: Uint8Array, { samples, channels }: Mp3Header): Mp3Tag | undefined {
  const view = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.toString('latin1', 36, 40) === 'VBRI' && view.length >= 54)
    return { frames: view.readUInt32BE(50), leading: 0, trailing: 0 };
  const sideInfoBytes = samples === 1152 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17;
  const at = headerBytes + sideInfoBytes;
  if (!/^(Xing|Info)$/.test(view.toString('latin1', at, at + 4)) || view.length < at + 12) return undefined;
  const flags = view.readUInt32BE(at + 4);
  const frames = flags & 1 ? view.readUInt32BE(at + 8) : undefined;
  // the fields that the flags announce: frames, bytes, the table of contents, quality; then the encoder's part
  const encoder = at + 8 + (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  const silence = { frames, leading: 0, trailing: 0 };
  if (!/^(LAME|Lavc|Lavf|L3\.)/.test(view.toString('latin1', encoder, encoder + 4)) || view.length < encoder + 24)
    return silence;
  const [delay, padding] = [view.readUInt16BE(encoder + 21) >> 4, view.readUInt16BE(encoder + 22) & 0xfff];
  const total = (frames ?? 0) * samples;
  if (frames !== undefined && delay + padding >= total) return silence;
  return { frames, leading: delay + decoderDelay, trailing: Math.max(0, padding - decoderDelay) };
}
