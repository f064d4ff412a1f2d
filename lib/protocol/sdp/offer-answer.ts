import {
  type AudioCodec,
  type AudioCodecName,
  audioCodecs,
  comfortNoise,
  isCodec,
  isTelephoneEvent,
  TELEPHONE_EVENT_PAYLOAD_TYPE,
  TELEPHONE_EVENTS,
} from './audio-codec.js';
import type { MediaDescription, SessionDescription } from './description.js';
import { audioMedia, type LocalAudio, localDescription, refusedMedia, withDefaults } from './local-audio.js';
import {
  attributeValue,
  intersectDirections,
  isHoldAddress,
  type MediaDirection,
  type MediaTarget,
  mediaDirection,
  mediaTarget,
  packetTimeMs,
  reverseDirection,
} from './media-attributes.js';
import { parseFormatParameters, type RtpMap, rtpMaps } from './rtp-map.js';

/** What both sides agreed on, seen from ours. */
export interface NegotiatedAudio {
  readonly remote: MediaTarget;
  /** RTCP shares RTP's port on both sides. */
  readonly rtcpMux: boolean;
  readonly codec: {
    readonly name: AudioCodecName;
    /** To send with: the peer's number. */
    readonly payloadType: number;
    /** The peer may send with any of these: the numbers we gave it. */
    readonly receivePayloadTypes: readonly number[];
    readonly clockRateHz: number;
    readonly channels: number;
    /** What the peer likes to receive; names in lower case. */
    readonly fmtp: ReadonlyMap<string, string>;
  };
  readonly telephoneEvent?: {
    readonly payloadType: number;
    readonly receivePayloadType: number;
    readonly clockRateHz: number;
  };
  /** What else both sides listed, by the numbers we gave: the peer may change to it with any packet (RFC 3264 section 7). */
  readonly alsoReceives?: readonly ReceivedFormat[];
  /** Comfort noise of RFC 3389 that the peer may send in pauses. */
  readonly comfortNoise?: { readonly payloadType: number };
  readonly direction: MediaDirection;
  /** To send with. */
  readonly ptimeMs: number;
}

/** A codec or telephone events that may come on a payload type. */
export interface ReceivedFormat {
  readonly name: AudioCodecName | 'telephone-event';
  readonly payloadType: number;
  readonly clockRateHz: number;
}

/** Why an exchange failed; each deserves 488 (Not Acceptable Here). */
export type NegotiationFailure = 'no-audio' | 'no-common-codec' | 'unsupported-protocol' | 'media-mismatch';

/** The outcome of {@link answerAudio}. */
export type AnswerResult =
  | { readonly ok: true; readonly answer: SessionDescription; readonly negotiated: NegotiatedAudio }
  | { readonly ok: false; readonly reason: NegotiationFailure };

/** The outcome of {@link acceptAnswer}. */
export type AcceptResult =
  | { readonly ok: true; readonly negotiated: NegotiatedAudio }
  | { readonly ok: false; readonly reason: NegotiationFailure };

/** Plain RTP, with and without early feedback (RFC 4585). Encrypted profiles need keys we cannot take yet. */
const PROTOCOLS = ['RTP/AVP', 'RTP/AVPF'];

/**
 * Answers an offer (RFC 3264 section 6) with one audio stream: the first that has a codec of ours; every other stream
 * is refused with port 0. The answer names one codec, the offerer's favourite unless `preference` is `ours`, and the
 * telephone events of its clock (phones that offer Opus with events at 8000 Hz only are taken at their word), and comfort
 * noise where it was offered and the codec does not have its own.
 */
export function answerAudio(
  offer: SessionDescription,
  local: LocalAudio & { readonly preference?: 'theirs' | 'ours' },
): AnswerResult {
  const { codecs, rtcpMux, telephoneEvents, packetTimesMs, direction } = withDefaults(local);
  const candidates = offer.media.filter((media) => media.media === 'audio' && media.port > 0);
  const usable = candidates.filter((media) => PROTOCOLS.includes(media.protocol));
  const reachable = usable.filter((media) => mediaTarget(offer, media) !== undefined);
  if (reachable.length === 0) return fail(candidates.length > usable.length ? 'unsupported-protocol' : 'no-audio');
  for (const media of reachable) {
    const map = chooseCodec(rtpMaps(media), codecs, local.preference ?? 'theirs');
    const remote = mediaTarget(offer, media);
    if (map === undefined || remote === undefined) continue;
    const event = telephoneEvents ? chooseTelephoneEvent(rtpMaps(media), map) : undefined;
    const noise = rtpMaps(media).find((other) => isCodec(other, comfortNoise) && map.clockRateHz === other.clockRateHz);
    const negotiated: NegotiatedAudio = {
      ...agreed({ codecs, remoteMap: map, localMaps: [map], remoteEvent: event, localEvent: event }),
      ...(noise ? { comfortNoise: { payloadType: noise.payloadType } } : {}),
      remote,
      rtcpMux: rtcpMux && attributeValue(media.attributes, 'rtcp-mux') !== undefined,
      direction: ourDirection(direction, offer, media, remote),
      ptimeMs: packetTimeMs(media, packetTimesMs),
    };
    return { ok: true, answer: answerWith(offer, media, local, negotiated), negotiated };
  }
  return fail('no-common-codec');
}

/**
 * An offer of one audio stream. With `previous`, a re-offer: its streams keep their places and its payload types their
 * meaning (RFC 3264 section 8); streams other than audio stay refused.
 */
export function createOffer(local: LocalAudio): SessionDescription {
  const { codecs, direction, rtcpMux, telephoneEvents, packetTimesMs, previous } = withDefaults(local);
  const before = previous?.media ?? [];
  const index = audioIndex(before);
  const old = before[index];
  const wanted = [...codecs.map(codecMap), ...(telephoneEvents ? eventMaps(codecs) : [])];
  const audio = audioMedia(local, {
    protocol: old?.protocol ?? 'RTP/AVP',
    maps: assignPayloadTypes(wanted, old ? rtpMaps(old) : []),
    direction,
    rtcpMux,
    packetTimeMs: Math.min(...packetTimesMs.filter((ms) => ms >= 20), Math.max(...packetTimesMs)),
  });
  const media = before.map((stream, place) => (place === index ? audio : refusedMedia(stream)));
  return localDescription(local, index < 0 ? [...media, audio] : media);
}

/** Reads the answer to our offer. `codecs` and `packetTimesMs` as they were given to {@link createOffer}. */
export function acceptAnswer(
  offer: SessionDescription,
  answer: SessionDescription,
  { codecs = audioCodecs, packetTimesMs = [20] }: Pick<LocalAudio, 'codecs' | 'packetTimesMs'> = {},
): AcceptResult {
  const index = audioIndex(offer.media);
  const [ours, theirs] = [offer.media[index], answer.media[index]];
  if (ours === undefined || theirs?.media !== 'audio' || offer.media.length !== answer.media.length) {
    return fail('media-mismatch');
  }
  if (!PROTOCOLS.includes(theirs.protocol)) return fail('unsupported-protocol');
  const remote = mediaTarget(answer, theirs);
  if (theirs.port === 0 || remote === undefined) return fail('no-audio');
  const [localMaps, remoteMaps] = [rtpMaps(ours), rtpMaps(theirs)];
  const remoteMap = remoteMaps.find((map) => codecs.some((codec) => isCodec(map, codec)) && among(localMaps, map));
  if (remoteMap === undefined) return fail('no-common-codec');
  const remoteEvent = chooseTelephoneEvent(remoteMaps, remoteMap);
  const localEvent = remoteEvent && localMaps.find((map) => isCodec(map, remoteEvent));
  const both = (name: string) => [ours, theirs].every((side) => attributeValue(side.attributes, name) !== undefined);
  const terms = agreed({ codecs, remoteMap, localMaps, remoteEvent, localEvent });
  const alsoReceives = receivedBesides(
    terms,
    localMaps.filter((map) => among(remoteMaps, map)),
  );
  const negotiated: NegotiatedAudio = {
    ...terms,
    ...(alsoReceives.length > 0 ? { alsoReceives } : {}),
    remote,
    rtcpMux: both('rtcp-mux'),
    direction: ourDirection(mediaDirection(offer, ours), answer, theirs, remote),
    ptimeMs: packetTimeMs(theirs, packetTimesMs),
  };
  return { ok: true, negotiated };
}

function answerWith(
  offer: SessionDescription,
  chosen: MediaDescription,
  local: LocalAudio,
  negotiated: NegotiatedAudio,
): SessionDescription {
  const codec = withDefaults(local).codecs.find(({ name }) => name === negotiated.codec.name);
  const { telephoneEvent: event, comfortNoise: noise } = negotiated;
  const maps = codec ? [{ ...codecMap(codec), payloadType: negotiated.codec.payloadType }] : [];
  if (noise) maps.push({ ...comfortNoise, payloadType: noise.payloadType });
  if (event) maps.push({ ...eventMap(event.clockRateHz), payloadType: event.payloadType });
  const { direction, rtcpMux, ptimeMs } = negotiated;
  const audio = audioMedia(local, { protocol: chosen.protocol, maps, direction, rtcpMux, packetTimeMs: ptimeMs });
  return localDescription(
    local,
    offer.media.map((media) => (media === chosen ? audio : refusedMedia(media))),
  );
}

function agreed(sides: {
  readonly codecs: readonly AudioCodec[];
  readonly remoteMap: RtpMap;
  readonly localMaps: readonly RtpMap[];
  readonly remoteEvent: RtpMap | undefined;
  readonly localEvent: RtpMap | undefined;
}): Pick<NegotiatedAudio, 'codec' | 'telephoneEvent'> {
  const { codecs, remoteMap, localMaps, remoteEvent, localEvent } = sides;
  const { payloadType, clockRateHz, channels } = remoteMap;
  const name = (codecs.find((candidate) => isCodec(remoteMap, candidate)) as AudioCodec).name;
  const receivePayloadTypes = localMaps.filter((map) => isCodec(map, remoteMap)).map((map) => map.payloadType);
  const fmtp = parseFormatParameters(remoteMap.fmtp ?? '');
  const codec = { name, payloadType, receivePayloadTypes, clockRateHz, channels, fmtp };
  if (remoteEvent === undefined || localEvent === undefined) return { codec };
  const { payloadType: receivePayloadType } = localEvent;
  const telephoneEvent = {
    receivePayloadType,
    payloadType: remoteEvent.payloadType,
    clockRateHz: remoteEvent.clockRateHz,
  };
  return { codec, telephoneEvent };
}

/** Of the formats that both sides listed those that are not what we send with. */
function receivedBesides(
  { codec, telephoneEvent }: Pick<NegotiatedAudio, 'codec' | 'telephoneEvent'>,
  common: readonly RtpMap[],
): ReceivedFormat[] {
  const sentWith = [codec.payloadType, telephoneEvent?.payloadType];
  return common.flatMap((map) => {
    const known = audioCodecs.find((candidate) => isCodec(map, candidate));
    const name = isTelephoneEvent(map) ? 'telephone-event' : known?.name;
    const { payloadType, clockRateHz } = map;
    return name === undefined || sentWith.includes(payloadType) ? [] : [{ name, payloadType, clockRateHz }];
  });
}

function chooseCodec(
  maps: readonly RtpMap[],
  codecs: readonly AudioCodec[],
  preference: 'theirs' | 'ours',
): RtpMap | undefined {
  if (preference === 'theirs') return maps.find((map) => codecs.some((codec) => isCodec(map, codec)));
  const wanted = codecs.find((codec) => among(maps, codec));
  return wanted && maps.find((map) => isCodec(map, wanted));
}

function chooseTelephoneEvent(maps: readonly RtpMap[], codec: RtpMap): RtpMap | undefined {
  const events = maps.filter(isTelephoneEvent);
  return events.find((event) => event.clockRateHz === codec.clockRateHz) ?? events[0];
}

function ourDirection(
  allowed: MediaDirection,
  theirDescription: SessionDescription,
  theirMedia: MediaDescription,
  remote: MediaTarget,
): MediaDirection {
  if (isHoldAddress(remote.address)) return 'inactive';
  return intersectDirections(allowed, reverseDirection(mediaDirection(theirDescription, theirMedia)));
}

/** Gives each format its number in `before`, else its own, else the next free dynamic one. */
function assignPayloadTypes(wanted: readonly RtpMap[], before: readonly RtpMap[]): RtpMap[] {
  const taken = new Set(before.map((map) => map.payloadType));
  return wanted.map((map) => {
    const kept = before.find((old) => isCodec(old, map))?.payloadType;
    if (kept !== undefined) return { ...map, payloadType: kept };
    let { payloadType } = map;
    for (let next = 96; taken.has(payloadType) && next < 128; next += 1) payloadType = next;
    taken.add(payloadType);
    return { ...map, payloadType };
  });
}

function codecMap(codec: AudioCodec): RtpMap {
  const { name, payloadType, clockRateHz, channels, fmtp } = codec;
  return { name, payloadType, clockRateHz, channels, ...(fmtp === undefined ? {} : { fmtp }) };
}

function eventMaps(codecs: readonly AudioCodec[]): RtpMap[] {
  const clockRatesHz = [...new Set(codecs.map((codec) => codec.clockRateHz))].sort((a, b) => a - b);
  return clockRatesHz.map((rateHz, i) => ({ ...eventMap(rateHz), payloadType: TELEPHONE_EVENT_PAYLOAD_TYPE + i }));
}

function eventMap(clockRateHz: number): RtpMap {
  const payloadType = TELEPHONE_EVENT_PAYLOAD_TYPE;
  return { name: 'telephone-event', payloadType, clockRateHz, channels: 1, fmtp: TELEPHONE_EVENTS };
}

function audioIndex(media: readonly MediaDescription[]): number {
  const active = media.findIndex((stream) => stream.media === 'audio' && stream.port > 0);
  return active >= 0 ? active : media.findIndex((stream) => stream.media === 'audio');
}

function among(maps: readonly RtpMap[], format: Parameters<typeof isCodec>[1]): boolean {
  return maps.some((map) => isCodec(map, format));
}

function fail(reason: NegotiationFailure): { readonly ok: false; readonly reason: NegotiationFailure } {
  return { ok: false, reason };
}
