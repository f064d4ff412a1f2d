import type { AlsoReceived } from '../../media/index.js';
import type { PlainFormat, PlainTelephoneEvent } from '../../protocol/sdp/index.js';

/** Where telephone-events are looked for when the peer listed none: they are the usual ones. */
const usualEventTypes = [101, 96, 126];

/** What both descriptions say. */
export interface AgreedAudio {
  /** The codecs we list, the one we send with first. */
  readonly formats: readonly PlainFormat[];
  /** Those we list, the ones we send first. */
  readonly telephoneEvents: readonly PlainTelephoneEvent[];
  /** Our first description: a peer answers with numbers of its own and may still send with ours. */
  readonly offered: { readonly formats: readonly PlainFormat[]; readonly telephoneEvent: PlainTelephoneEvent };
  /** Whether the peer listed telephone-events. */
  readonly eventsAgreed: boolean;
}

/**
 * What may come besides the first format and the first telephone-event (RFC 3264 sections 6.1 and 7). Where a number could
 * mean two things, what was agreed last counts.
 */
export function alsoReceived({ formats, telephoneEvents, offered, eventsAgreed }: AgreedAudio): AlsoReceived[] {
  const [first, ...others] = formats;
  const [firstEvent, ...otherEvents] = telephoneEvents;
  const stillTaken = offered.formats.filter(({ codec }) => formats.some((format) => format.codec === codec));
  const clockRateHz = first?.codec.clockRateHz ?? 8_000;
  const unasked = eventsAgreed ? [] : usualEventTypes.map((payloadType) => ({ payloadType, clockRateHz }));
  const candidates: AlsoReceived[] = [
    ...others.map(toCodec),
    ...otherEvents.map(toEvents),
    ...stillTaken.map(toCodec),
    ...[offered.telephoneEvent, ...unasked].map(toEvents),
  ];
  const taken = new Set([first?.payloadType, firstEvent?.payloadType]);
  return candidates.filter(({ payloadType }) => !taken.has(payloadType) && taken.add(payloadType));
}

function toCodec({ codec, payloadType }: PlainFormat): AlsoReceived {
  return { name: codec.name, payloadType, clockRateHz: codec.clockRateHz };
}

function toEvents({ payloadType, clockRateHz }: PlainTelephoneEvent): AlsoReceived {
  return { name: 'telephone-event', payloadType, clockRateHz };
}
