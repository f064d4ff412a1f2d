import { isIPv6 } from 'node:net';
import { type AudioCodec, audioCodecs } from './audio-codec.js';
import type { Attribute, MediaDescription, SessionDescription } from './description.js';
import type { MediaDirection } from './media-attributes.js';
import { type RtpMap, rtpMapAttributes } from './rtp-map.js';

/** What this side brings to an exchange. */
export interface LocalAudio {
  /** The address literal to advertise. */
  readonly address: string;
  readonly port: number;
  /** `port` + 1 unless given. */
  readonly rtcpPort?: number;
  /** In our order of preference; all this package knows by default. */
  readonly codecs?: readonly AudioCodec[];
  /** What we allow; `sendrecv` by default. */
  readonly direction?: MediaDirection;
  /** Offer `a=rtcp-mux` (RFC 5761), or accept it when offered. True by default. */
  readonly rtcpMux?: boolean;
  /** Negotiate RFC 4733 events. True by default. */
  readonly telephoneEvents?: boolean;
  /** Packet times the media side can send; `[20]` by default. */
  readonly packetTimesMs?: readonly number[];
  /** `o=` of the first description of a dialog. */
  readonly sessionId: string;
  readonly sessionVersion: string;
  /** Our last description in this dialog: its `o=` goes on, one version higher if anything else changed. */
  readonly previous?: SessionDescription;
}

/** The agreed or offered terms of our one audio stream. */
export interface AudioTerms {
  readonly protocol: string;
  readonly maps: readonly RtpMap[];
  readonly direction: MediaDirection;
  readonly rtcpMux: boolean;
  readonly packetTimeMs: number;
}

/** Fills in the defaults of {@link LocalAudio}. Written out, as this runs several times per call. */
export function withDefaults(local: LocalAudio): LocalAudio & Required<Omit<LocalAudio, 'previous'>> {
  const { address, port, sessionId, sessionVersion, previous } = local;
  const filled = {
    address,
    port,
    sessionId,
    sessionVersion,
    rtcpPort: local.rtcpPort ?? port + 1,
    codecs: local.codecs ?? audioCodecs,
    direction: local.direction ?? 'sendrecv',
    rtcpMux: local.rtcpMux ?? true,
    telephoneEvents: local.telephoneEvents ?? true,
    packetTimesMs: local.packetTimesMs ?? [20],
  };
  return previous === undefined ? filled : { ...filled, previous };
}

/** The `m=` section of our audio stream. */
export function audioMedia(local: LocalAudio, terms: AudioTerms): MediaDescription {
  const { rtcpPort } = withDefaults(local);
  const attributes: Attribute[] = [
    ...terms.maps.flatMap(rtpMapAttributes),
    { name: 'ptime', value: String(terms.packetTimeMs) },
    { name: terms.direction },
  ];
  if (terms.rtcpMux) attributes.push({ name: 'rtcp-mux' });
  // A peer that does not multiplex needs to know a port that is not the one above RTP's (RFC 3605).
  if (rtcpPort !== local.port + 1) attributes.push({ name: 'rtcp', value: String(rtcpPort) });
  const formats = terms.maps.map((map) => String(map.payloadType));
  return {
    media: 'audio',
    port: local.port,
    protocol: terms.protocol,
    formats,
    connections: [],
    bandwidths: [],
    attributes,
  };
}

/** A stream we do not take: port 0, the rest as it was (RFC 3264 section 6). */
export function refusedMedia({ media, protocol, formats }: MediaDescription): MediaDescription {
  return { media, port: 0, protocol, formats, connections: [], bandwidths: [], attributes: [] };
}

/** Our description with these streams, its version decided by what changed since the last (RFC 3264 section 8). */
export function localDescription(local: LocalAudio, media: readonly MediaDescription[]): SessionDescription {
  const addressType = isIPv6(local.address) ? 'IP6' : 'IP4';
  const { address, previous, sessionId, sessionVersion } = local;
  const fresh: SessionDescription = {
    origin: { username: '-', sessionId, sessionVersion, addressType, address },
    name: '-',
    emails: [],
    phones: [],
    connection: { addressType, address },
    bandwidths: [],
    timings: [{ start: '0', stop: '0', repeats: [] }],
    attributes: [],
    media,
  };
  return previous === undefined ? fresh : continued(fresh, previous);
}

function continued(fresh: SessionDescription, previous: SessionDescription): SessionDescription {
  const unchanged = { ...fresh, origin: previous.origin };
  if (JSON.stringify(unchanged) === JSON.stringify(previous)) return previous;
  const sessionVersion = String(BigInt(previous.origin.sessionVersion) + 1n);
  return { ...fresh, origin: { ...previous.origin, sessionVersion } };
}
