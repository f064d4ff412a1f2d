/** RTP as RFC 3550 section 5.1 draws it, written and read here on its own so that the engine is not its own judge. */

export interface RtpFields {
  readonly payloadType: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly marker?: boolean;
  readonly payload: Uint8Array;
}

export interface ReadRtp extends Required<RtpFields> {
  readonly version: number;
  readonly padding: boolean;
  readonly extension: boolean;
  readonly contributors: number;
}

const HEADER_BYTES = 12;

/** A datagram with a header of twelve bytes. */
export function writeRtp(fields: RtpFields): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + fields.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80);
  view.setUint8(1, (fields.marker ? 0x80 : 0) | fields.payloadType);
  view.setUint16(2, fields.sequenceNumber & 0xffff);
  view.setUint32(4, fields.timestamp >>> 0);
  view.setUint32(8, fields.ssrc >>> 0);
  bytes.set(fields.payload, HEADER_BYTES);
  return bytes;
}

/** The fields of a datagram whose header has no extension; whoever looks decides whether they are right. */
export function readRtp(datagram: Uint8Array): ReadRtp {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const [first, second] = [view.getUint8(0), view.getUint8(1)];
  const contributors = first & 0x0f;
  return {
    version: first >> 6,
    padding: (first & 0x20) !== 0,
    extension: (first & 0x10) !== 0,
    contributors,
    marker: (second & 0x80) !== 0,
    payloadType: second & 0x7f,
    sequenceNumber: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: datagram.slice(HEADER_BYTES + 4 * contributors),
  };
}

/** RTCP shares the port with RTP when its type says so (RFC 5761 section 4). */
export function isRtcp(datagram: Uint8Array): boolean {
  const type = datagram[1] ?? 0;
  return type >= 192 && type <= 223;
}

/** One telephone-event payload (RFC 4733 section 2.3). */
export function telephoneEvent(digit: string, duration: number, end: boolean, volume = 10): Uint8Array {
  return Uint8Array.of('0123456789*#ABCD'.indexOf(digit), (end ? 0x80 : 0) | volume, duration >> 8, duration & 0xff);
}

/** The fields of a telephone-event payload. */
export function readTelephoneEvent(payload: Uint8Array): { digit: string; end: boolean; duration: number } {
  const [code = 255, flags = 0, high = 0, low = 0] = payload;
  return { digit: '0123456789*#ABCD'[code] ?? '?', end: (flags & 0x80) !== 0, duration: high * 256 + low };
}
