import type { RtpMap } from './rtp-map.js';
import type { PayloadFormat } from './static-payload-types.js';

/** A codec as it is offered, answered and recognised. */
export interface AudioCodec extends PayloadFormat {
  /** As in `a=rtpmap`; compared without regard to case. */
  readonly name: AudioCodecName;
  /** Static type of RFC 3551, or the dynamic one (96..127) our offers use. */
  readonly payloadType: number;
  /** `a=fmtp` of our descriptions: what we like to receive. */
  readonly fmtp?: string;
}

/** The codecs this package can negotiate. */
export type AudioCodecName = (typeof table)[number]['name'];

const table = [
  // RFC 7587: always written 48000/2, whatever is sent.
  { name: 'opus', payloadType: 111, clockRateHz: 48_000, channels: 2, fmtp: 'minptime=10;useinbandfec=1' },
  // RFC 3551 section 4.5.2: 16 kHz audio on a clock of 8 kHz.
  { name: 'G722', payloadType: 9, clockRateHz: 8_000, channels: 1 },
  { name: 'PCMU', payloadType: 0, clockRateHz: 8_000, channels: 1 },
  { name: 'PCMA', payloadType: 8, clockRateHz: 8_000, channels: 1 },
] as const;

/** Every codec that can be negotiated, best first. A new codec is one row of the table above. */
export const audioCodecs: readonly AudioCodec[] = table;

/** RFC 4733 event codes our descriptions announce: the sixteen keys. */
export const TELEPHONE_EVENTS = '0-15';

/** First dynamic payload type for telephone events in our offers; a second clock rate takes the next. */
export const TELEPHONE_EVENT_PAYLOAD_TYPE = 101;

/** RFC 3389: background noise in the pauses of codecs whose clock is 8000 Hz. Opus has its own. */
export const comfortNoise: PayloadFormat = { name: 'CN', clockRateHz: 8_000, channels: 1 };

/** Whether `map` is `codec` on some payload type. */
export function isCodec(map: RtpMap, codec: PayloadFormat): boolean {
  return (
    map.name.toLowerCase() === codec.name.toLowerCase() &&
    map.clockRateHz === codec.clockRateHz &&
    map.channels === codec.channels
  );
}

/** Whether `map` carries RFC 4733 events. */
export function isTelephoneEvent(map: RtpMap): boolean {
  return map.name.toLowerCase() === 'telephone-event';
}
