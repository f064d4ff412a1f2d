import type { Attribute, MediaDescription } from './description.js';
import { integer } from './grammar.js';
import { type PayloadFormat, staticAudioPayloadTypes } from './static-payload-types.js';

/** One payload type of an `m=` line with its `a=rtpmap` and `a=fmtp`. */
export interface RtpMap extends PayloadFormat {
  readonly payloadType: number;
  /** The text after the payload type of `a=fmtp`, as written. */
  readonly fmtp?: string;
}

const MAX_PAYLOAD_TYPE = 127;
const MAX_CLOCK_RATE_HZ = 10_000_000;
const RTPMAP = /^([0-9]{1,3}) +([^\s/]+)\/([0-9]+)(?:\/([0-9]+))?\s*$/;

/**
 * The payload types of `media` in its order of preference. One without a valid `a=rtpmap`, that no table names either,
 * is left out: nobody can know what it is.
 */
export function rtpMaps(media: MediaDescription): RtpMap[] {
  const described = new Map<number, PayloadFormat>();
  for (const attribute of media.attributes) {
    const map = attribute.name === 'rtpmap' ? parseRtpMap(attribute.value ?? '') : undefined;
    if (map !== undefined && !described.has(map.payloadType)) described.set(map.payloadType, map);
  }
  const parameters = formatParameters(media);
  return [...new Set(media.formats)].flatMap((format) => {
    const payloadType = integer(format, MAX_PAYLOAD_TYPE);
    if (payloadType === undefined) return [];
    const known = described.get(payloadType) ?? staticAudioPayloadTypes.get(payloadType);
    const fmtp = parameters.get(payloadType);
    return known ? [{ ...known, payloadType, ...(fmtp === undefined ? {} : { fmtp }) }] : [];
  });
}

/** Reads the value of `a=rtpmap` (`111 opus/48000/2`), or undefined when it is malformed. */
export function parseRtpMap(value: string): RtpMap | undefined {
  const [, type, name, rate, channelCount] = RTPMAP.exec(value) ?? [];
  const payloadType = integer(type, MAX_PAYLOAD_TYPE);
  const clockRateHz = integer(rate, MAX_CLOCK_RATE_HZ);
  const channels = channelCount === undefined ? 1 : integer(channelCount, 255);
  if (payloadType === undefined || name === undefined || !clockRateHz || !channels) return undefined;
  return { payloadType, name, clockRateHz, channels };
}

/** The attributes that describe one payload type: `a=rtpmap`, and `a=fmtp` when it has parameters. */
export function rtpMapAttributes(map: RtpMap): Attribute[] {
  const channels = map.channels === 1 ? '' : `/${map.channels}`;
  const rtpmap = { name: 'rtpmap', value: `${map.payloadType} ${map.name}/${map.clockRateHz}${channels}` };
  return map.fmtp === undefined ? [rtpmap] : [rtpmap, { name: 'fmtp', value: `${map.payloadType} ${map.fmtp}` }];
}

/** `minptime=10; useinbandfec=1` as a map; names in lower case, a parameter without `=` has an empty value. */
export function parseFormatParameters(fmtp: string): ReadonlyMap<string, string> {
  const pairs = fmtp
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0
        ? [pair.toLowerCase(), '']
        : [pair.slice(0, equals).trim().toLowerCase(), pair.slice(equals + 1).trim()];
    }),
  );
}

function formatParameters(media: MediaDescription): Map<number, string> {
  const parameters = new Map<number, string>();
  for (const { name, value = '' } of media.attributes) {
    if (name !== 'fmtp') continue;
    const space = value.indexOf(' ');
    const payloadType = space < 0 ? undefined : integer(value.slice(0, space), MAX_PAYLOAD_TYPE);
    if (payloadType !== undefined) parameters.set(payloadType, value.slice(space + 1).trim());
  }
  return parameters;
}
