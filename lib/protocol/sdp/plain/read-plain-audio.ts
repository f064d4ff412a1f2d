import { isIP } from 'node:net';
import { integer } from '../grammar.js';
import { parseRtpMap } from '../rtp-map.js';
import { type PayloadFormat, staticAudioPayloadTypes } from '../static-payload-types.js';
import { type PlainFormat, type PlainTelephoneEvent, plainCodecOf, rankPlainFormats } from './plain-codec.js';

/** What a description says of audio over plain RTP. */
export interface PlainAudio {
  /** Null when no unicast address literal or no port is given: the peer shows itself by its first packet. */
  readonly remote: { readonly address: string; readonly port: number } | null;
  readonly rtcpMux: boolean;
  /** What we know of the codecs it lists, the best first; empty when there is none. */
  readonly formats: readonly PlainFormat[];
  readonly telephoneEvents: readonly PlainTelephoneEvent[];
  /** The values of its `a=crypto` lines. */
  readonly cryptos: readonly string[];
}

/** Beyond this many, payload types and `a=rtpmap` lines are not read. */
const MOST_PAYLOAD_TYPES = 32;

/**
 * Reads what a peer of the media server says of its audio, by rules far looser than RFC 8866: nothing is refused, what
 * is not understood is skipped, several `m=audio` are read as one, and only these count for attributes of a medium.
 * Takes time linear in the length; never throws.
 */
export function readPlainAudio(text: string): PlainAudio {
  const reader = new PlainReader();
  for (const line of text.split('\n')) reader.take(line.trim());
  return reader.finish();
}

/** Whether a description asks for WebRTC: DTLS or ICE, at any level. */
export function asksForWebRtc(text: string): boolean {
  return text.split('\n').some((line) => line.startsWith('a=fingerprint:') || line.startsWith('a=ice-ufrag:'));
}

interface AudioSection {
  readonly port: number;
  address: string | undefined;
}

class PlainReader {
  readonly #payloadTypes = new Set<number>();
  readonly #described = new Map<number, PayloadFormat>();
  readonly #sections: AudioSection[] = [];
  readonly #cryptos: string[] = [];
  #sessionAddress: string | undefined;
  #rtcpMux = false;
  #describedCount = 0;
  /** Where lines belong: before any `m=`, to an `m=audio`, or to another medium. */
  #place: 'session' | 'audio' | 'elsewhere' = 'session';

  take(line: string): void {
    const value = line.slice(2);
    if (line.startsWith('m=')) this.#startMedium(value);
    else if (this.#place === 'elsewhere') return;
    else if (line.startsWith('c=')) this.#takeConnection(value);
    else if (line.startsWith('a=')) this.#takeAttribute(value);
  }

  finish(): PlainAudio {
    const described = [...this.#payloadTypes].flatMap((payloadType) => {
      const format = this.#described.get(payloadType) ?? staticAudioPayloadTypes.get(payloadType);
      return format === undefined ? [] : [{ payloadType, format }];
    });
    const formats = described.flatMap(({ payloadType, format }) => {
      const codec = plainCodecOf(format);
      return codec === undefined ? [] : [{ codec, payloadType }];
    });
    const telephoneEvents = described
      .filter(({ format }) => format.name.toLowerCase() === 'telephone-event')
      .map(({ payloadType, format }) => ({ payloadType, clockRateHz: format.clockRateHz }));
    return {
      remote: this.#remote(),
      rtcpMux: this.#rtcpMux,
      formats: rankPlainFormats(formats),
      telephoneEvents,
      cryptos: this.#cryptos,
    };
  }

  #remote(): PlainAudio['remote'] {
    for (const { port, address = this.#sessionAddress } of this.#sections) {
      if (port > 0 && address !== undefined) return { address, port };
    }
    return null;
  }

  #startMedium(value: string): void {
    const [medium, portText = '', , ...formats] = value.split(/\s+/, MOST_PAYLOAD_TYPES + 3);
    this.#place = medium === 'audio' ? 'audio' : 'elsewhere';
    if (medium !== 'audio') return;
    this.#sections.push({ port: integer(portText.split('/', 1)[0], 65_535) ?? 0, address: undefined });
    for (const format of formats) {
      const payloadType = integer(format, 127);
      if (payloadType !== undefined && this.#payloadTypes.size < MOST_PAYLOAD_TYPES) {
        this.#payloadTypes.add(payloadType);
      }
    }
  }

  #takeConnection(value: string): void {
    const address = addressLiteral(value.split(/\s+/, 3)[2]);
    if (this.#place === 'session') this.#sessionAddress ??= address;
    const section = this.#sections.at(-1);
    if (this.#place === 'audio' && section !== undefined) section.address ??= address;
  }

  #takeAttribute(value: string): void {
    if (value === 'rtcp-mux') this.#rtcpMux = true;
    if (value.startsWith('crypto:')) this.#cryptos.push(value.slice(7));
    if (this.#place !== 'audio' || !value.startsWith('rtpmap:') || this.#describedCount >= MOST_PAYLOAD_TYPES) return;
    this.#describedCount += 1;
    const map = parseRtpMap(value.slice(7).trim());
    if (map !== undefined && !this.#described.has(map.payloadType)) this.#described.set(map.payloadType, map);
  }
}

/** A unicast address one can send to; undefined for a host name, a multicast `…/ttl` or the unspecified address. */
function addressLiteral(text: string | undefined): string | undefined {
  if (text === undefined || text.includes('%') || isIP(text) === 0) return undefined;
  return text === '0.0.0.0' || text === '::' ? undefined : text;
}
