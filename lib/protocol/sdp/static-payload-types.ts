/** What a payload type stands for. */
export interface PayloadFormat {
  readonly name: string;
  readonly clockRateHz: number;
  readonly channels: number;
}

/** Audio payload types that need no `a=rtpmap` (RFC 3551 table 4). G722's clock is 8000 by an old mistake kept. */
export const staticAudioPayloadTypes: ReadonlyMap<number, PayloadFormat> = new Map([
  [0, { name: 'PCMU', clockRateHz: 8_000, channels: 1 }],
  [3, { name: 'GSM', clockRateHz: 8_000, channels: 1 }],
  [4, { name: 'G723', clockRateHz: 8_000, channels: 1 }],
  [5, { name: 'DVI4', clockRateHz: 8_000, channels: 1 }],
  [6, { name: 'DVI4', clockRateHz: 16_000, channels: 1 }],
  [7, { name: 'LPC', clockRateHz: 8_000, channels: 1 }],
  [8, { name: 'PCMA', clockRateHz: 8_000, channels: 1 }],
  [9, { name: 'G722', clockRateHz: 8_000, channels: 1 }],
  [10, { name: 'L16', clockRateHz: 44_100, channels: 2 }],
  [11, { name: 'L16', clockRateHz: 44_100, channels: 1 }],
  [12, { name: 'QCELP', clockRateHz: 8_000, channels: 1 }],
  [13, { name: 'CN', clockRateHz: 8_000, channels: 1 }],
  [15, { name: 'G728', clockRateHz: 8_000, channels: 1 }],
  [18, { name: 'G729', clockRateHz: 8_000, channels: 1 }],
]);
