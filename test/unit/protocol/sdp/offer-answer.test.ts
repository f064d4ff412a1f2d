import { describe, expect, it } from 'vitest';
import {
  acceptAnswer,
  answerAudio,
  audioCodecs,
  createOffer,
  type LocalAudio,
  type NegotiatedAudio,
  parseSdp,
  type SessionDescription,
  writeSdp,
} from '../../../../lib/protocol/sdp/index.js';
import {
  crlf,
  deskPhoneOffer,
  rfc3264Section10Offer,
  rfc3264Section102Offer,
  rfc4317Section21Answer,
  rfc4317Section21Offer,
  rfc4317Section24Offer,
  rfc4317Section31Hold,
} from './rfc-examples.js';

const local: LocalAudio = { address: '192.0.2.9', port: 40_000, sessionId: '77', sessionVersion: '1' };
const [opus, , pcmu, pcma] = audioCodecs as [LocalAudioCodec, LocalAudioCodec, LocalAudioCodec, LocalAudioCodec];
type LocalAudioCodec = (typeof audioCodecs)[number];

function read(text: string): SessionDescription {
  const result = parseSdp(text);
  if (!result.ok) throw new Error(`line ${result.line}: ${result.reason}`);
  return result.description;
}

/** An offer of one audio stream from 203.0.113.1. */
function offerOf(media: string, ...attributes: string[]): SessionDescription {
  const head = ['v=0', 'o=- 1 1 IN IP4 203.0.113.1', 's=-', 'c=IN IP4 203.0.113.1', 't=0 0'];
  return read(crlf(...head, `m=${media}`, ...attributes.map((attribute) => `a=${attribute}`)));
}

function answered(offer: SessionDescription, options: Partial<Parameters<typeof answerAudio>[1]> = {}) {
  const result = answerAudio(offer, { ...local, ...options });
  if (!result.ok) throw new Error(result.reason);
  return { ...result, text: writeSdp(result.answer) };
}

describe('answerAudio', () => {
  it('answers RFC 3264 section 10.1 and refuses both videos in their places', () => {
    const { text, negotiated } = answered(read(rfc3264Section10Offer));
    expect(text).toBe(
      crlf(
        'v=0',
        'o=- 77 1 IN IP4 192.0.2.9',
        's=-',
        'c=IN IP4 192.0.2.9',
        't=0 0',
        'm=audio 40000 RTP/AVP 0',
        'a=rtpmap:0 PCMU/8000',
        'a=ptime:20',
        'a=sendrecv',
        'm=video 0 RTP/AVP 31',
        'm=video 0 RTP/AVP 32',
      ),
    );
    expect(negotiated).toMatchObject({
      remote: { address: 'host.anywhere.com', port: 49_170, rtcpPort: 49_171 },
      rtcpMux: false,
      codec: { name: 'PCMU', payloadType: 0, receivePayloadTypes: [0], clockRateHz: 8_000, channels: 1 },
      direction: 'sendrecv',
      ptimeMs: 20,
    });
    expect(negotiated.telephoneEvent).toBeUndefined();
  });

  it('takes G.722 by its static type, whose clock is 8 kHz', () => {
    const { text, negotiated } = answered(offerOf('audio 5000 RTP/AVP 9 0 8'));
    expect(text).toContain('m=audio 40000 RTP/AVP 9');
    expect(text).toContain('a=rtpmap:9 G722/8000\r\n');
    expect(negotiated.codec).toMatchObject({ name: 'G722', payloadType: 9, clockRateHz: 8_000, channels: 1 });
  });

  it('takes everything a desk phone states', () => {
    const { text, negotiated } = answered(read(deskPhoneOffer), { packetTimesMs: [10, 20, 30] });
    expect(negotiated).toEqual({
      remote: { address: '203.0.113.7', port: 54_400, rtcpAddress: '203.0.113.8', rtcpPort: 54_500 },
      rtcpMux: true,
      codec: {
        name: 'opus',
        payloadType: 96,
        receivePayloadTypes: [96],
        clockRateHz: 48_000,
        channels: 2,
        fmtp: new Map([
          ['maxplaybackrate', '16000'],
          ['useinbandfec', '1'],
          ['usedtx', '1'],
        ]),
      },
      telephoneEvent: { payloadType: 100, receivePayloadType: 100, clockRateHz: 48_000 },
      direction: 'sendrecv',
      ptimeMs: 30,
    } satisfies NegotiatedAudio);
    expect(text.slice(text.indexOf('m='))).toBe(
      crlf(
        'm=audio 40000 RTP/AVP 96 100',
        'a=rtpmap:96 opus/48000/2',
        'a=fmtp:96 minptime=10;useinbandfec=1',
        'a=rtpmap:100 telephone-event/48000',
        'a=fmtp:100 0-15',
        'a=ptime:30',
        'a=sendrecv',
        'a=rtcp-mux',
      ),
    );
  });

  it('follows their preference, or ours when asked', () => {
    const offer = offerOf('audio 5000 RTP/AVP 8 0 96', 'rtpmap:96 opus/48000/2');
    expect(answered(offer).negotiated.codec.name).toBe('PCMA');
    expect(answered(offer, { preference: 'ours' }).negotiated.codec.name).toBe('opus');
    expect(answered(offer, { preference: 'ours', codecs: [pcmu, pcma] }).negotiated.codec.name).toBe('PCMU');
  });

  it('recognises opus only as 48000/2', () => {
    const offer = offerOf('audio 5000 RTP/AVP 96 97 0', 'rtpmap:96 opus/48000', 'rtpmap:97 opus/16000/2');
    expect(answered(offer).negotiated.codec.name).toBe('PCMU');
  });

  it('prefers telephone events of the codec’s clock and makes do with another', () => {
    const events = ['rtpmap:96 telephone-event/48000', 'rtpmap:97 telephone-event/8000', 'rtpmap:98 opus/48000/2'];
    const clockOf = (media: string) => answered(offerOf(media, ...events)).negotiated.telephoneEvent?.clockRateHz;
    expect(clockOf('audio 5000 RTP/AVP 0 96 97')).toBe(8_000);
    expect(clockOf('audio 5000 RTP/AVP 98 97 96')).toBe(48_000);
    expect(clockOf('audio 5000 RTP/AVP 98 97')).toBe(8_000);
    const without = answered(offerOf('audio 5000 RTP/AVP 0 97', ...events), { telephoneEvents: false });
    expect([without.negotiated.telephoneEvent, without.text.includes('telephone-event')]).toEqual([undefined, false]);
  });

  it.each([
    ['audio 5000 RTP/AVP 0 13 101', 'audio 40000 RTP/AVP 0 13 101', 13],
    ['audio 5000 RTP/AVP 8 99 13', 'audio 40000 RTP/AVP 8 99', 99],
    ['audio 5000 RTP/AVP 9 13', 'audio 40000 RTP/AVP 9 13', 13],
    ['audio 5000 RTP/AVP 0 98', 'audio 40000 RTP/AVP 0', undefined],
    ['audio 5000 RTP/AVP 96 13 98', 'audio 40000 RTP/AVP 96', undefined],
    ['audio 5000 RTP/AVP 0 101', 'audio 40000 RTP/AVP 0 101', undefined],
  ])('takes comfort noise at the clock of the codec from %s', (media, answer, payloadType) => {
    const maps = [
      'rtpmap:96 opus/48000/2',
      'rtpmap:98 CN/16000',
      'rtpmap:99 cn/8000',
      'rtpmap:101 telephone-event/8000',
    ];
    const { negotiated, text } = answered(offerOf(media, ...maps));
    expect(negotiated.comfortNoise?.payloadType).toBe(payloadType);
    expect(text).toContain(`m=${answer}\r\n`);
    expect(text.includes(`a=rtpmap:${payloadType} CN/8000\r\n`)).toBe(payloadType !== undefined);
  });

  it('does not take comfort noise alone for a codec', () => {
    expect(answerAudio(offerOf('audio 5000 RTP/AVP 13'), local)).toEqual({ ok: false, reason: 'no-common-codec' });
  });

  it.each([
    ['sendrecv', 'sendrecv', 'sendrecv'],
    ['sendonly', 'sendrecv', 'recvonly'],
    ['recvonly', 'sendrecv', 'sendonly'],
    ['inactive', 'sendrecv', 'inactive'],
    ['sendrecv', 'sendonly', 'sendonly'],
    ['sendonly', 'sendonly', 'inactive'],
    ['sendonly', 'recvonly', 'recvonly'],
  ] as const)('an offer of %s to a side that allows %s is %s', (offered, allowed, agreed) => {
    const { negotiated, text } = answered(offerOf('audio 5000 RTP/AVP 0', offered), { direction: allowed });
    expect(negotiated.direction).toBe(agreed);
    expect(text).toContain(`\r\na=${agreed}\r\n`);
  });

  it('reads a direction at session level, and the hold of RFC 4317 section 3.1', () => {
    const text = writeSdp(offerOf('audio 5000 RTP/AVP 0')).replace('m=', 'a=recvonly\r\nm=');
    expect(answered(read(text)).negotiated.direction).toBe('sendonly');
    expect(answered(read(rfc4317Section31Hold)).negotiated.direction).toBe('recvonly');
    expect(answered(read(rfc3264Section102Offer)).negotiated.direction).toBe('inactive');
  });

  it.each(['c=IN IP4 0.0.0.0', 'c=IN IP6 ::'])('takes %s as hold', (connection) => {
    const text = writeSdp(offerOf('audio 5000 RTP/AVP 0', 'sendrecv')).replace('c=IN IP4 203.0.113.1', connection);
    const { negotiated, text: answer } = answered(read(text));
    expect(negotiated.direction).toBe('inactive');
    expect(answer).toContain('a=inactive');
  });

  it('lets c= of the stream override the session, IPv6 included', () => {
    const text = writeSdp(offerOf('audio 5000 RTP/AVP 0', 'ptime:20')).replace(
      'a=ptime',
      'c=IN IP6 2001:db8::5\r\na=ptime',
    );
    expect(answered(read(text)).negotiated.remote.address).toBe('2001:db8::5');
    expect(answered(read(text), { address: '2001:db8::9' }).text).toContain('c=IN IP6 2001:db8::9\r\n');
  });

  it('takes the first stream it can, whatever comes before', () => {
    const head = ['v=0', 'o=- 1 1 IN IP4 203.0.113.1', 's=-', 't=0 0'];
    const connection = 'c=IN IP4 203.0.113.1';
    const streams = [
      'm=audio 4000 RTP/SAVP 0',
      connection,
      'm=audio 0 RTP/AVP 0',
      connection,
      'm=audio 4002 RTP/AVP 18',
      connection,
      'm=audio 4004 RTP/AVP 0',
      'm=audio 4006 RTP/AVPF 8',
      connection,
      'm=audio 4008 RTP/AVP 0',
      connection,
    ];
    const { answer, negotiated } = answered(read(crlf(...head, ...streams)));
    expect(negotiated.remote.port).toBe(4_006);
    expect(answer.media.map(({ port, protocol, formats }) => [port, protocol, formats[0]])).toEqual([
      [0, 'RTP/SAVP', '0'],
      [0, 'RTP/AVP', '0'],
      [0, 'RTP/AVP', '18'],
      [0, 'RTP/AVP', '0'],
      [40_000, 'RTP/AVPF', '8'],
      [0, 'RTP/AVP', '0'],
    ]);
  });

  it.each([
    ['no-common-codec', 'audio 5000 RTP/AVP 18 101'],
    ['no-audio', 'video 5000 RTP/AVP 31'],
    ['no-audio', 'audio 0 RTP/AVP 0'],
    ['unsupported-protocol', 'audio 5000 RTP/SAVP 0'],
    ['unsupported-protocol', 'audio 5000 UDP/TLS/RTP/SAVPF 0'],
  ])('fails with %s for %s', (reason, media) => {
    expect(answerAudio(offerOf(media, 'rtpmap:101 telephone-event/8000'), local)).toEqual({ ok: false, reason });
  });

  it('does not take telephone events alone for a codec (RFC 4317 section 2.4)', () => {
    expect(answerAudio(read(rfc4317Section24Offer), local)).toEqual({ ok: false, reason: 'no-common-codec' });
  });

  it('accepts rtcp-mux only when offered and wanted', () => {
    const offer = offerOf('audio 5000 RTP/AVP 0', 'rtcp-mux');
    expect(answered(offer).negotiated.rtcpMux).toBe(true);
    expect(answered(offer, { rtcpMux: false }).negotiated.rtcpMux).toBe(false);
    expect(answered(offerOf('audio 5000 RTP/AVP 0')).text).not.toContain('rtcp-mux');
  });

  it.each([
    [20, []],
    [20, ['ptime:abc', 'maxptime:']],
    [10, ['ptime:10']],
    [20, ['ptime:30']],
    [10, ['maxptime:15']],
    [40, ['ptime:60']],
    [40, ['ptime:60', 'maxptime:50']],
    [10, ['ptime:5']],
  ])('sends packets of %d ms for %j', (expected, attributes) => {
    const offer = offerOf('audio 5000 RTP/AVP 0', ...attributes);
    expect(answered(offer, { packetTimesMs: [10, 20, 40] }).negotiated.ptimeMs).toBe(expected);
  });

  it('tells a peer without rtcp-mux a port that is not the next', () => {
    const { text } = answered(offerOf('audio 5000 RTP/AVP 0'), { rtcpPort: 41_000 });
    expect(text).toContain('a=rtcp:41000\r\n');
  });

  it('raises the version only when something changed', () => {
    const first = answered(offerOf('audio 5000 RTP/AVP 0')).answer;
    const same = answered(offerOf('audio 5010 RTP/AVP 0'), { previous: first }).answer;
    expect(same).toEqual(first);
    const held = answered(offerOf('audio 5000 RTP/AVP 0', 'sendonly'), { previous: same }).answer;
    expect(held.origin).toEqual({ ...first.origin, sessionVersion: '2' });
    const large = { ...first, origin: { ...first.origin, sessionVersion: '18446744069414584320' } };
    const next = answered(offerOf('audio 5000 RTP/AVP 0', 'sendonly'), { previous: large }).answer;
    expect(next.origin.sessionVersion).toBe('18446744069414584321');
  });
});

describe('createOffer', () => {
  it('offers every codec with events for each clock', () => {
    expect(writeSdp(createOffer(local))).toBe(
      crlf(
        'v=0',
        'o=- 77 1 IN IP4 192.0.2.9',
        's=-',
        'c=IN IP4 192.0.2.9',
        't=0 0',
        'm=audio 40000 RTP/AVP 111 9 0 8 101 102',
        'a=rtpmap:111 opus/48000/2',
        'a=fmtp:111 minptime=10;useinbandfec=1',
        'a=rtpmap:9 G722/8000',
        'a=rtpmap:0 PCMU/8000',
        'a=rtpmap:8 PCMA/8000',
        'a=rtpmap:101 telephone-event/8000',
        'a=fmtp:101 0-15',
        'a=rtpmap:102 telephone-event/48000',
        'a=fmtp:102 0-15',
        'a=ptime:20',
        'a=sendrecv',
        'a=rtcp-mux',
      ),
    );
  });

  it('keeps places and payload types when it re-offers after an answer', () => {
    const offer = offerOf('video 6000 RTP/AVP 31', 'x');
    const both = read(
      writeSdp(offer) +
        crlf('m=audio 5000 RTP/AVP 101 102', 'a=rtpmap:101 opus/48000/2', 'a=rtpmap:102 telephone-event/8000'),
    );
    const { answer } = answered(both);
    const reoffer = createOffer({ ...local, previous: answer, direction: 'sendonly' });
    expect(reoffer.origin.sessionVersion).toBe('2');
    expect(reoffer.media.map(({ media, port }) => [media, port])).toEqual([
      ['video', 0],
      ['audio', 40_000],
    ]);
    const maps = reoffer.media[1]?.attributes.filter(({ name }) => name === 'rtpmap').map(({ value }) => value);
    expect(maps).toEqual([
      '101 opus/48000/2',
      '9 G722/8000',
      '0 PCMU/8000',
      '8 PCMA/8000',
      '102 telephone-event/8000',
      '96 telephone-event/48000',
    ]);
  });
});

describe('acceptAnswer', () => {
  it('reads the answer of RFC 4317 section 2.1', () => {
    const result = acceptAnswer(read(rfc4317Section21Offer), read(rfc4317Section21Answer));
    expect(result).toMatchObject({
      ok: true,
      negotiated: {
        remote: { address: 'host.biloxi.example.com', port: 49_174 },
        codec: { name: 'PCMU', payloadType: 0, receivePayloadTypes: [0] },
        direction: 'sendrecv',
      },
    });
  });

  it('sends with their numbers and receives with ours', () => {
    const offer = createOffer(local);
    const events = ['rtpmap:97 telephone-event/48000', 'rtpmap:98 telephone-event/8000'];
    const answer = offerOf(
      'audio 5000 RTP/AVP 98 96 97 0',
      'rtpmap:96 opus/48000/2',
      ...events,
      'rtcp-mux',
      'recvonly',
    );
    expect(acceptAnswer(offer, answer)).toMatchObject({
      ok: true,
      negotiated: {
        rtcpMux: true,
        codec: { name: 'opus', payloadType: 96, receivePayloadTypes: [111] },
        telephoneEvent: { payloadType: 97, receivePayloadType: 102, clockRateHz: 48_000 },
        // What both listed, by our numbers: PCMA was not answered.
        alsoReceives: [
          { name: 'opus', payloadType: 111, clockRateHz: 48_000 },
          { name: 'PCMU', payloadType: 0, clockRateHz: 8_000 },
          { name: 'telephone-event', payloadType: 101, clockRateHz: 8_000 },
          { name: 'telephone-event', payloadType: 102, clockRateHz: 48_000 },
        ],
        direction: 'sendonly',
      },
    });
  });

  it('agrees with the other side about every term', () => {
    for (const codec of [opus, pcmu, pcma]) {
      const offer = createOffer({ ...local, codecs: [codec] });
      const { answer, negotiated: theirs } = answered(offer, { address: '192.0.2.20', port: 50_000 });
      const result = acceptAnswer(offer, answer);
      if (!result.ok) throw new Error(result.reason);
      expect(result.negotiated.codec).toEqual(theirs.codec);
      expect(result.negotiated.telephoneEvent).toEqual(theirs.telephoneEvent);
      expect(result.negotiated.remote.port).toBe(50_000);
      expect(theirs.remote.port).toBe(40_000);
    }
  });

  it.each([
    ['no-audio', 'audio 0 RTP/AVP 0'],
    ['no-common-codec', 'audio 5000 RTP/AVP 18'],
    ['no-common-codec', 'audio 5000 RTP/AVP 8'],
    ['unsupported-protocol', 'audio 5000 RTP/SAVP 0'],
    ['media-mismatch', 'video 5000 RTP/AVP 0'],
  ])('fails with %s for an answer of %s', (reason, media) => {
    expect(acceptAnswer(createOffer({ ...local, codecs: [pcmu] }), offerOf(media))).toEqual({ ok: false, reason });
  });

  it('refuses an answer with another number of streams', () => {
    expect(acceptAnswer(read(rfc4317Section21Offer), offerOf('audio 5000 RTP/AVP 0'))).toEqual({
      ok: false,
      reason: 'media-mismatch',
    });
  });
});
