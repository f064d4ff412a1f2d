import type { PayloadFormat } from '../static-payload-types.js';

/** A codec of the media server's plain descriptions. */
export interface PlainCodec extends PayloadFormat {
  readonly name: PlainCodecName;
  /** The static type, or the dynamic one of our offers. */
  readonly payloadType: number;
  /** What our descriptions say of it. */
  readonly fmtp?: string;
}

export type PlainCodecName = (typeof table)[number]['name'];

/** A codec with the payload type that was agreed for it. */
export interface PlainFormat {
  readonly codec: PlainCodec;
  readonly payloadType: number;
}

/** RFC 4733 events on one payload type. */
export interface PlainTelephoneEvent {
  readonly payloadType: number;
  readonly clockRateHz: number;
}

const OPUS_FMTP = 'minptime=10;useinbandfec=1;stereo=0;sprop-stereo=0';

/** In the order of our offers. */
const table = [
  { name: 'PCMU', payloadType: 0, clockRateHz: 8_000, channels: 1 },
  { name: 'PCMA', payloadType: 8, clockRateHz: 8_000, channels: 1 },
  { name: 'G722', payloadType: 9, clockRateHz: 8_000, channels: 1 },
  { name: 'opus', payloadType: 111, clockRateHz: 48_000, channels: 2, fmtp: OPUS_FMTP },
  { name: 'L16', payloadType: 112, clockRateHz: 16_000, channels: 1 },
  { name: 'L16', payloadType: 113, clockRateHz: 8_000, channels: 1 },
] as const;

/** Every codec a plain description may name. */
export const plainCodecs: readonly PlainCodec[] = table;

/** What is offered to who names nothing: L16 only goes out when it is asked for. */
const offeredByDefault = plainCodecs.filter(({ name }) => name !== 'L16');

/** The telephone-event type of our offers, and of answers to peers that offered none. */
const TELEPHONE_EVENT_PAYLOAD_TYPE = 101;
const FIRST_DYNAMIC_PAYLOAD_TYPE = 96;
const LAST_DYNAMIC_PAYLOAD_TYPE = 127;

/** The codec that `a=rtpmap` describes. Opus is known by name and clock: some write no channels. */
export function plainCodecOf(format: PayloadFormat): PlainCodec | undefined {
  const name = format.name.toLowerCase();
  return plainCodecs.find(
    (codec) =>
      codec.name.toLowerCase() === name &&
      codec.clockRateHz === format.clockRateHz &&
      (codec.name === 'opus' || codec.channels === format.channels),
  );
}

/**
 * What an offer of ours lists: everything, or the codecs of `names` in that order. Names are compared without regard to
 * case; unknown ones and repetitions are left out.
 */
export function plainOffer(names: readonly string[] | null): PlainFormat[] {
  if (names === null) return offeredByDefault.map(toFormat);
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return [...wanted].flatMap((name) => plainCodecs.filter((codec) => codec.name.toLowerCase() === name)).map(toFormat);
}

/**
 * The order in which codecs are taken: the peer's, except that PCMA stands behind PCMU and L16 behind all, as peers that
 * list these first never expected to get them.
 */
export function rankPlainFormats(formats: readonly PlainFormat[]): PlainFormat[] {
  const ranked = formats.filter(({ codec }) => codec.name !== 'PCMA' && codec.name !== 'L16');
  const aLaw = formats.find(({ codec }) => codec.name === 'PCMA');
  if (aLaw !== undefined) {
    const uLawAt = ranked.findIndex(({ codec }) => codec.name === 'PCMU');
    const before = formats.slice(0, formats.indexOf(aLaw)).filter((format) => ranked.includes(format)).length;
    ranked.splice(Math.max(before, uLawAt + 1), 0, aLaw);
  }
  return [...ranked, ...formats.filter(({ codec }) => codec.name === 'L16')];
}

/**
 * The telephone-event that goes with `formats`: of those `offered`, the one on the clock of the first codec, else the
 * first; with none offered, one of ours on that clock.
 */
export function plainTelephoneEvent(
  formats: readonly PlainFormat[],
  offered: readonly PlainTelephoneEvent[],
): PlainTelephoneEvent {
  const clockRateHz = formats[0]?.codec.clockRateHz ?? 8_000;
  const found = offered.find((event) => event.clockRateHz === clockRateHz) ?? offered[0];
  return found ?? { payloadType: freePayloadType(formats), clockRateHz };
}

function freePayloadType(formats: readonly PlainFormat[]): number {
  const taken = new Set(formats.map(({ payloadType }) => payloadType));
  let free = TELEPHONE_EVENT_PAYLOAD_TYPE;
  while (taken.has(free)) free = free === LAST_DYNAMIC_PAYLOAD_TYPE ? FIRST_DYNAMIC_PAYLOAD_TYPE : free + 1;
  return free;
}

function toFormat(codec: PlainCodec): PlainFormat {
  return { codec, payloadType: codec.payloadType };
}
