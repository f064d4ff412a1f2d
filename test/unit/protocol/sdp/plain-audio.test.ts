import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerText,
  asksForWebRtc,
  type PlainAudio,
  plainOffer,
  plainTelephoneEvent,
  readPlainAudio,
  writePlainAudio,
} from '../../../../lib/protocol/sdp/index.js';

function description(...lines: string[]): string {
  return ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 't=0 0', ...lines].join('\r\n');
}

function codecsOf({ formats }: PlainAudio): string {
  return formats.map(({ codec, payloadType }) => `${payloadType} ${codec.name}/${codec.clockRateHz}`).join(', ');
}

describe('where the peer is', () => {
  it.each([
    ['the session says it', ['c=IN IP4 192.0.2.7', 'm=audio 4000 RTP/AVP 0'], '192.0.2.7:4000'],
    [
      'the medium beats the session',
      ['c=IN IP4 192.0.2.7', 'm=audio 4000 RTP/AVP 0', 'c=IN IP4 192.0.2.8'],
      '192.0.2.8:4000',
    ],
    ['IPv6', ['c=IN IP6 2001:db8::1', 'm=audio 4000 RTP/AVP 0'], '2001:db8::1:4000'],
    [
      'another medium does not count',
      ['m=video 5000 RTP/AVP 99', 'c=IN IP4 192.0.2.9', 'm=audio 4000 RTP/AVP 0'],
      null,
    ],
    ['a host name', ['c=IN IP4 phone.example', 'm=audio 4000 RTP/AVP 0'], null],
    ['multicast', ['c=IN IP4 224.2.1.1/127', 'm=audio 4000 RTP/AVP 0'], null],
    ['the unspecified address', ['c=IN IP4 0.0.0.0', 'm=audio 4000 RTP/AVP 0'], null],
    ['port 0', ['c=IN IP4 192.0.2.7', 'm=audio 0 RTP/AVP 0'], null],
    ['no address', ['m=audio 4000 RTP/AVP 0'], null],
    ['a port beyond all ports', ['c=IN IP4 192.0.2.7', 'm=audio 70000 RTP/AVP 0'], null],
    [
      'the second of two, the first being off',
      ['c=IN IP4 192.0.2.7', 'm=audio 0 RTP/AVP 0', 'm=audio 6 RTP/AVP 0'],
      '192.0.2.7:6',
    ],
    ['a number of ports', ['c=IN IP4 192.0.2.7', 'm=audio 4000/2 RTP/AVP 0'], '192.0.2.7:4000'],
  ])('%s', (_what, lines, expected) => {
    const { remote } = readPlainAudio(description(...lines));
    expect(remote === null ? null : `${remote.address}:${remote.port}`).toBe(expected);
  });

  it('multiplexing is noted where it stands for audio', () => {
    expect(readPlainAudio(description('m=audio 1 RTP/AVP 0', 'a=rtcp-mux')).rtcpMux).toBe(true);
    expect(readPlainAudio(description('m=video 1 RTP/AVP 99', 'a=rtcp-mux', 'm=audio 1 RTP/AVP 0')).rtcpMux).toBe(
      false,
    );
  });
});

describe('which codecs the peer knows', () => {
  it.each([
    ['static types need no rtpmap', ['m=audio 1 RTP/AVP 9 0 8'], '9 G722/8000, 0 PCMU/8000, 8 PCMA/8000'],
    ['what we do not know is skipped', ['m=audio 1 RTP/AVP 18 3 0 13'], '0 PCMU/8000'],
    ['dynamic types need one', ['m=audio 1 RTP/AVP 96 0'], '0 PCMU/8000'],
    [
      'dynamic types of any number',
      ['m=audio 1 RTP/AVP 96 97 98', 'a=rtpmap:96 OPUS/48000/2', 'a=rtpmap:97 g722/8000', 'a=rtpmap:98 pcmu/8000/1'],
      '96 opus/48000, 97 G722/8000, 98 PCMU/8000',
    ],
    ['opus without channels', ['m=audio 1 RTP/AVP 107', 'a=rtpmap:107 opus/48000'], '107 opus/48000'],
    ['the wrong clock', ['m=audio 1 RTP/AVP 96 97', 'a=rtpmap:96 opus/16000/2', 'a=rtpmap:97 G722/16000'], ''],
    ['PCMA alone', ['m=audio 1 RTP/AVP 8'], '8 PCMA/8000'],
    ['PCMA stands behind PCMU', ['m=audio 1 RTP/AVP 8 9 0'], '9 G722/8000, 0 PCMU/8000, 8 PCMA/8000'],
    ['PCMA else keeps its place', ['m=audio 1 RTP/AVP 8 9'], '8 PCMA/8000, 9 G722/8000'],
    ['L16 comes last', ['m=audio 1 RTP/AVP 96 0', 'a=rtpmap:96 L16/16000'], '0 PCMU/8000, 96 L16/16000'],
    [
      'L16 has two rates',
      ['m=audio 1 RTP/AVP 97 96', 'a=rtpmap:96 L16/16000', 'a=rtpmap:97 L16/8000'],
      '97 L16/8000, 96 L16/16000',
    ],
    ['several m=audio are one', ['m=audio 1 RTP/AVP 9', 'm=audio 3 RTP/AVP 0 9'], '9 G722/8000, 0 PCMU/8000'],
    [
      'what video says of a type does not count',
      ['m=video 1 RTP/AVP 96', 'a=rtpmap:96 opus/48000/2', 'm=audio 3 RTP/AVP 96'],
      '',
    ],
    ['bare line ends and spaces at the end', ['m=audio  1 RTP/AVP  9   0  \na=x'], '9 G722/8000, 0 PCMU/8000'],
    ['nothing', [], ''],
  ])('%s', (_what, lines, expected) => {
    expect(codecsOf(readPlainAudio(description(...lines)))).toBe(expected);
  });

  it('reads 32 payload types and no more', () => {
    const types = Array.from({ length: 31 }, (_, index) => 20 + index);
    expect(codecsOf(readPlainAudio(`m=audio 1 RTP/AVP ${types.join(' ')} 0`))).toBe('0 PCMU/8000');
    expect(codecsOf(readPlainAudio(`m=audio 1 RTP/AVP ${types.join(' ')} 19 0`))).toBe('');
  });

  it('picks the telephone-event on the clock of the first codec', () => {
    const lines = [
      'a=rtpmap:96 opus/48000/2',
      'a=rtpmap:101 telephone-event/8000',
      'a=rtpmap:110 telephone-event/48000',
    ];
    const opus = readPlainAudio(description('m=audio 1 RTP/AVP 96 0 101 110', ...lines));
    const uLaw = readPlainAudio(description('m=audio 1 RTP/AVP 0 96 110 101', ...lines));
    const none = readPlainAudio(description('m=audio 1 RTP/AVP 101 0', 'a=rtpmap:101 opus/48000/2'));
    expect(plainTelephoneEvent(opus.formats, opus.telephoneEvents)).toEqual({ payloadType: 110, clockRateHz: 48_000 });
    expect(plainTelephoneEvent(uLaw.formats, uLaw.telephoneEvents)).toEqual({ payloadType: 101, clockRateHz: 8000 });
    expect(plainTelephoneEvent(none.formats, none.telephoneEvents)).toEqual({ payloadType: 102, clockRateHz: 48_000 });
  });
});

describe('what we write', () => {
  const local = { sessionNumber: 7_000_000_000n, address: '192.0.2.9', port: 30_000, rtcpMux: true, crypto: null };

  it('an offer of everything, to the letter', () => {
    const formats = plainOffer(null);
    const text = writePlainAudio({ ...local, formats, telephoneEvents: [plainTelephoneEvent(formats, [])] });
    expect(text.split('\r\n')).toEqual([
      'v=0',
      'o=ossicle 7000000000 1 IN IP4 192.0.2.9',
      's=ossicle',
      'c=IN IP4 192.0.2.9',
      't=0 0',
      'm=audio 30000 RTP/AVP 0 8 9 111 101',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:9 G722/8000',
      'a=rtpmap:111 opus/48000/2',
      'a=fmtp:111 minptime=10;useinbandfec=1;stereo=0;sprop-stereo=0',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-16',
      'a=sendrecv',
      'a=rtcp-mux',
      'a=ptime:20',
      '',
    ]);
  });

  it('keys, IPv6 and no multiplexing', () => {
    const formats = plainOffer(['OPUS', 'pcmu', 'speex', 'opus']);
    const telephoneEvents = [plainTelephoneEvent(formats, [])];
    const crypto = '1 AES_CM_128_HMAC_SHA1_80 inline:abc';
    const text = writePlainAudio({
      ...local,
      address: '2001:db8::9',
      rtcpMux: false,
      crypto,
      formats,
      telephoneEvents,
    });
    expect(text.split('\r\n').slice(5)).toEqual([
      'm=audio 30000 RTP/SAVP 111 0 101',
      'a=rtpmap:111 opus/48000/2',
      'a=fmtp:111 minptime=10;useinbandfec=1;stereo=0;sprop-stereo=0',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/48000',
      'a=fmtp:101 0-16',
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc',
      'a=sendrecv',
      'a=ptime:20',
      '',
    ]);
    expect(text).toContain('c=IN IP6 2001:db8::9\r\n');
  });

  it('telephone-event alone for an empty filter', () => {
    expect(plainOffer([])).toEqual([]);
    const text = writePlainAudio({ ...local, formats: [], telephoneEvents: [plainTelephoneEvent([], [])] });
    expect(text).toContain('m=audio 30000 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n');
  });

  it('comes back as it was', () => {
    const formats = plainOffer(['g722', 'opus', 'pcma', 'pcmu', 'l16']);
    const text = writePlainAudio({ ...local, formats, telephoneEvents: [plainTelephoneEvent(formats, [])] });
    const read = readPlainAudio(text);
    expect(read).toMatchObject({ remote: { address: '192.0.2.9', port: 30_000 }, rtcpMux: true, cryptos: [] });
    expect(codecsOf(read)).toBe('9 G722/8000, 111 opus/48000, 0 PCMU/8000, 8 PCMA/8000, 112 L16/16000, 113 L16/8000');
    expect(read.telephoneEvents).toEqual([{ payloadType: 101, clockRateHz: 8000 }]);
  });
});

describe('WebRTC and wrapped answers', () => {
  it('sees the marks at any level and nowhere else', () => {
    expect(asksForWebRtc(description('a=fingerprint:sha-256 AA', 'm=audio 1 RTP/AVP 0'))).toBe(true);
    expect(asksForWebRtc(description('m=video 1 RTP/AVP 0', 'a=ice-ufrag:abcd'))).toBe(true);
    expect(asksForWebRtc(description('m=audio 1 RTP/AVP 0', 'a=ice-lite', 's=a=fingerprint:'))).toBe(false);
  });

  it('unwraps JSON and leaves the rest alone', () => {
    expect(answerText('{"type":"answer","sdp":"v=0\\r\\n"}')).toBe('v=0\r\n');
    for (const text of ['v=0\r\n', '{"type":"answer"}', '{', '', '[1]', '{"sdp":7}'])
      expect(answerText(text)).toBe(text);
  });
});

describe('whatever comes', () => {
  const line = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.constantFrom('m=audio 1 RTP/AVP 0 101', 'm=audio', 'c=IN IP4', 'a=rtpmap:', 'a=crypto:1', 'm=video 9 X 1', 'a='),
    fc.tuple(fc.constantFrom('m=audio ', 'a=rtpmap:', 'c=IN IP4 ', 'a='), fc.string()).map((parts) => parts.join('')),
  );

  it('is read without a throw, and what was understood can be answered', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.constantFrom('\r\n', '\n', '\r'), (lines, end) => {
        const text = lines.join(end);
        asksForWebRtc(text);
        answerText(text);
        const read = readPlainAudio(text);
        const telephoneEvents = [plainTelephoneEvent(read.formats, read.telephoneEvents)];
        const answer = writePlainAudio({
          ...read,
          telephoneEvents,
          sessionNumber: 1n,
          address: '::1',
          port: 2,
          crypto: null,
        });
        expect(codecsOf(readPlainAudio(answer))).toBe(codecsOf(read));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['one endless line', `a=rtpmap:${' '.repeat(500_000)}`],
    ['formats without end', `m=audio 1 RTP/AVP${' 0'.repeat(300_000)}`],
    ['lines without end', 'm=audio 1 RTP/AVP 0\n'.repeat(30_000)],
  ])('takes bounded time for %s', (_what, text) => {
    const startMs = performance.now();
    readPlainAudio(text);
    expect(performance.now() - startMs).toBeLessThan(500);
  });

  const repository = fileURLToPath(new URL('../../../..', import.meta.url));
  const folder = join(process.env['OSSICLE_VECTORS'] ?? resolve(repository, '../shared/vectors'), 'sdp-samples');
  const present = existsSync(folder);
  const title = present ? 'descriptions from elsewhere' : `descriptions from elsewhere (skipped: no folder ${folder})`;

  it.skipIf(!present)(title, () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sdp'));
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
    const read = texts.map(readPlainAudio);
    expect(read.filter(({ formats }) => formats.length > 0).length).toBeGreaterThan(40);
    expect(texts.filter(asksForWebRtc).length).toBeGreaterThan(15);
    const jsSip = readPlainAudio(readFileSync(join(folder, 'sdp-transform/normal.sdp'), 'utf8'));
    expect(jsSip.remote).toEqual({ address: '203.0.113.1', port: 54_400 });
  });
});
