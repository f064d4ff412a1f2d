import { isIPv6 } from 'node:net';
import { rtpMapAttributes } from '../rtp-map.js';
import type { PlainFormat, PlainTelephoneEvent } from './plain-codec.js';

/** What one of our plain descriptions says. */
export interface PlainDescription {
  /** Of `o=`: the same in every description of one endpoint. */
  readonly sessionNumber: bigint;
  /** The literal to which media shall come. */
  readonly address: string;
  readonly port: number;
  readonly formats: readonly PlainFormat[];
  readonly telephoneEvents: readonly PlainTelephoneEvent[];
  readonly rtcpMux: boolean;
  /** The value of `a=crypto`; null without SRTP. */
  readonly crypto: string | null;
}

const NAME = 'ossicle';
const TELEPHONE_EVENTS = '0-16';

/** Writes an offer or an answer, which have one form. The direction is always `sendrecv`: who hears whom is the session's affair. */
export function writePlainAudio(description: PlainDescription): string {
  const { sessionNumber, address, port, formats, telephoneEvents, rtcpMux, crypto } = description;
  const host = `IN ${isIPv6(address) ? 'IP6' : 'IP4'} ${address}`;
  const profile = crypto === null ? 'RTP/AVP' : 'RTP/SAVP';
  const payloadTypes = [...formats, ...telephoneEvents].map(({ payloadType }) => payloadType);
  const maps = [
    ...formats.map(({ codec, payloadType }) => ({ ...codec, payloadType })),
    ...telephoneEvents.map((event) => ({ ...event, name: 'telephone-event', channels: 1, fmtp: TELEPHONE_EVENTS })),
  ];
  const lines = [
    'v=0',
    `o=${NAME} ${sessionNumber} 1 ${host}`,
    `s=${NAME}`,
    `c=${host}`,
    't=0 0',
    `m=audio ${port} ${profile} ${payloadTypes.join(' ')}`,
    ...maps.flatMap(rtpMapAttributes).map(({ name, value }) => `a=${name}:${value}`),
    ...(crypto === null ? [] : [`a=crypto:${crypto}`]),
    'a=sendrecv',
    ...(rtcpMux ? ['a=rtcp-mux'] : []),
    'a=ptime:20',
  ];
  return `${lines.join('\r\n')}\r\n`;
}
