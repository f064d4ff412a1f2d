/** RTCP as RFC 3550 section 6 draws it, read and written on its own. */

export interface ReportBlock {
  readonly ssrc: number;
  /** Since the last report, 0..1. */
  readonly fractionLost: number;
  readonly cumulativeLost: number;
  readonly highestSequence: number;
  readonly jitterTicks: number;
  readonly lastSenderReport: number;
  /** Seconds. */
  readonly delaySinceLastSenderReport: number;
}

export interface SenderReport {
  readonly kind: 'SR';
  readonly ssrc: number;
  /** Seconds since 1900, as a 64-bit fixed point number. */
  readonly ntp: bigint;
  readonly rtpTimestamp: number;
  readonly packets: number;
  readonly octets: number;
  readonly blocks: readonly ReportBlock[];
}

export interface ReceiverReport {
  readonly kind: 'RR';
  readonly ssrc: number;
  readonly blocks: readonly ReportBlock[];
}

export interface SourceDescription {
  readonly kind: 'SDES';
  readonly ssrc: number;
  readonly cname: string;
}

export interface Goodbye {
  readonly kind: 'BYE';
  readonly ssrcs: readonly number[];
}

export type RtcpPacket = SenderReport | ReceiverReport | SourceDescription | Goodbye;

/** Every packet of a compound; throws where lengths do not add up. */
export function readRtcp(datagram: Uint8Array): RtcpPacket[] {
  const packets: RtcpPacket[] = [];
  for (let at = 0; at < datagram.length; ) {
    const view = new DataView(datagram.buffer, datagram.byteOffset + at, datagram.length - at);
    const [first, type, words] = [view.getUint8(0), view.getUint8(1), view.getUint16(2)];
    if (first >> 6 !== 2) throw new Error('RTCP version is not 2');
    const length = 4 * (words + 1);
    if (at + length > datagram.length) throw new Error('RTCP packet is longer than its datagram');
    packets.push(readPacket(type, first & 0x1f, new DataView(view.buffer, view.byteOffset, length)));
    at += length;
  }
  return packets;
}

function readPacket(type: number, count: number, view: DataView): RtcpPacket {
  const ssrc = view.getUint32(4);
  switch (type) {
    case 200:
      return {
        kind: 'SR',
        ssrc,
        ntp: view.getBigUint64(8),
        rtpTimestamp: view.getUint32(16),
        packets: view.getUint32(20),
        octets: view.getUint32(24),
        blocks: readBlocks(view, 28, count),
      };
    case 201:
      return { kind: 'RR', ssrc, blocks: readBlocks(view, 8, count) };
    case 202:
      return { kind: 'SDES', ssrc, cname: readCname(view) };
    case 203:
      return { kind: 'BYE', ssrcs: Array.from({ length: count }, (_, i) => view.getUint32(4 + 4 * i)) };
    default:
      throw new Error(`unexpected RTCP type ${type}`);
  }
}

function readBlocks(view: DataView, from: number, count: number): ReportBlock[] {
  return Array.from({ length: count }, (_, i) => {
    const at = from + 24 * i;
    return {
      ssrc: view.getUint32(at),
      fractionLost: view.getUint8(at + 4) / 256,
      cumulativeLost: (view.getUint32(at + 4) << 8) >> 8,
      highestSequence: view.getUint32(at + 8),
      jitterTicks: view.getUint32(at + 12),
      lastSenderReport: view.getUint32(at + 16),
      delaySinceLastSenderReport: view.getUint32(at + 20) / 65_536,
    };
  });
}

function readCname(view: DataView): string {
  if (view.getUint8(8) !== 1) throw new Error('the first item is no CNAME');
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + 10, view.getUint8(9)));
}

/** A sender report with one block or none. */
export function writeSenderReport(report: Omit<SenderReport, 'kind'>): Uint8Array {
  const bytes = new Uint8Array(28 + 24 * report.blocks.length);
  const view = new DataView(bytes.buffer);
  writeHeader(view, report.blocks.length, 200);
  view.setUint32(4, report.ssrc);
  view.setBigUint64(8, report.ntp);
  view.setUint32(16, report.rtpTimestamp);
  view.setUint32(20, report.packets);
  view.setUint32(24, report.octets);
  for (const [i, block] of report.blocks.entries()) {
    const at = 28 + 24 * i;
    view.setUint32(at, block.ssrc);
    view.setUint32(at + 4, (Math.round(block.fractionLost * 256) << 24) | (block.cumulativeLost & 0xffffff));
    view.setUint32(at + 8, block.highestSequence);
    view.setUint32(at + 12, block.jitterTicks);
    view.setUint32(at + 16, block.lastSenderReport);
    view.setUint32(at + 20, Math.round(block.delaySinceLastSenderReport * 65_536));
  }
  return bytes;
}

/** A goodbye of one source. */
export function writeGoodbye(ssrc: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  writeHeader(view, 1, 203);
  view.setUint32(4, ssrc);
  return bytes;
}

function writeHeader(view: DataView, count: number, type: number): void {
  view.setUint8(0, 0x80 | count);
  view.setUint8(1, type);
  view.setUint16(2, view.byteLength / 4 - 1);
}

/** The middle 32 bits of an NTP time, as LSR carries them. */
export function middleOf(ntp: bigint): number {
  return Number((ntp >> 16n) & 0xffff_ffffn);
}
