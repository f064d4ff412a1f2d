import { describe, expect, it } from 'vitest';
import {
  type MediaDescription,
  parseFormatParameters,
  parseRtpMap,
  rtpMapAttributes,
  rtpMaps,
} from '../../../../lib/protocol/sdp/index.js';

function audio(formats: string[], ...attributes: [name: string, value: string][]): MediaDescription {
  return {
    media: 'audio',
    port: 9,
    protocol: 'RTP/AVP',
    formats,
    connections: [],
    bandwidths: [],
    attributes: attributes.map(([name, value]) => ({ name, value })),
  };
}

describe('rtpMaps', () => {
  it('knows static payload types without rtpmap', () => {
    expect(rtpMaps(audio(['8', '0', '9']))).toEqual([
      { payloadType: 8, name: 'PCMA', clockRateHz: 8_000, channels: 1 },
      { payloadType: 0, name: 'PCMU', clockRateHz: 8_000, channels: 1 },
      { payloadType: 9, name: 'G722', clockRateHz: 8_000, channels: 1 },
    ]);
  });

  it('lets rtpmap override a static payload type', () => {
    expect(rtpMaps(audio(['0'], ['rtpmap', '0 L16/16000']))[0]).toMatchObject({ name: 'L16', clockRateHz: 16_000 });
  });

  it('joins fmtp and keeps the order of the m= line', () => {
    const maps = rtpMaps(
      audio(
        ['101', '96'],
        ['rtpmap', '96 opus/48000/2'],
        ['fmtp', '96 useinbandfec=1'],
        ['rtpmap', '101 telephone-event/8000'],
      ),
    );
    expect(maps).toEqual([
      { payloadType: 101, name: 'telephone-event', clockRateHz: 8_000, channels: 1 },
      { payloadType: 96, name: 'opus', clockRateHz: 48_000, channels: 2, fmtp: 'useinbandfec=1' },
    ]);
  });

  it('leaves out what nobody can know, and duplicates', () => {
    expect(rtpMaps(audio(['97', '128', 'x', '0', '0'], ['rtpmap', '97 opus']))).toHaveLength(1);
  });
});

describe('parseRtpMap', () => {
  it.each([
    '',
    '96',
    '96 opus',
    '96 opus/',
    '96 opus/x',
    '96 opus/0',
    '200 opus/48000',
    '96 opus/48000/0',
    '96 a b/8000',
  ])('refuses %j', (value) => {
    expect(parseRtpMap(value)).toBeUndefined();
  });

  it('is the inverse of rtpMapAttributes', () => {
    const map = { payloadType: 111, name: 'opus', clockRateHz: 48_000, channels: 2 };
    expect(parseRtpMap(rtpMapAttributes(map)[0]?.value ?? '')).toEqual(map);
  });
});

describe('parseFormatParameters', () => {
  it('reads pairs, flags and odd spacing', () => {
    expect([...parseFormatParameters(' minptime=10;UseInbandFEC = 1; stereo ;;')]).toEqual([
      ['minptime', '10'],
      ['useinbandfec', '1'],
      ['stereo', ''],
    ]);
  });
});
