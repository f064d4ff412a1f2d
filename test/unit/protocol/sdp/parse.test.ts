import { describe, expect, it } from 'vitest';
import { parseSdp, type SessionDescription } from '../../../../lib/protocol/sdp/index.js';
import { crlf, rfc4317Section21Offer, rfc4566Section5, rfc8866Section5 } from './rfc-examples.js';

const minimal = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 't=0 0'];

function parsed(text: string | Uint8Array): SessionDescription {
  const result = parseSdp(text);
  if (!result.ok) throw new Error(`line ${result.line}: ${result.reason}`);
  return result.description;
}

function refusal(...lines: string[]): [number, string] {
  const result = parseSdp(crlf(...lines));
  if (result.ok) throw new Error('accepted');
  return [result.line, result.reason];
}

describe('parseSdp', () => {
  it('reads every line of the RFC 8866 example', () => {
    const description = parsed(rfc8866Section5);
    expect(description).toMatchObject({
      origin: {
        username: 'jdoe',
        sessionId: '3724394400',
        sessionVersion: '3724394405',
        addressType: 'IP4',
        address: '198.51.100.1',
      },
      name: 'Call to John Smith',
      information: 'SDP Offer #1',
      uri: 'http://www.jdoe.example.com/home.html',
      emails: ['Jane Doe <jane@jdoe.example.com>'],
      phones: ['+1 617 555-6011'],
      connection: { addressType: 'IP4', address: '198.51.100.1' },
      timings: [{ start: '0', stop: '0', repeats: [] }],
    });
    expect(description.media.map(({ media, port, formats }) => [media, port, formats])).toEqual([
      ['audio', 49170, ['0']],
      ['audio', 49180, ['0']],
      ['video', 51372, ['99']],
    ]);
    expect(description.media[2]?.connections).toEqual([{ addressType: 'IP6', address: '2001:db8::2' }]);
    expect(description.media[2]?.attributes).toEqual([{ name: 'rtpmap', value: '99 h263-1998/90000' }]);
  });

  it('reads multicast connections and session attributes', () => {
    const description = parsed(rfc4566Section5);
    expect(description.connection).toEqual({ addressType: 'IP4', address: '224.2.17.12', ttl: 127 });
    expect(description.attributes).toEqual([{ name: 'recvonly' }]);
    const layered = parsed(
      crlf(...minimal, 'm=video 5000/2 RTP/AVP 31', 'c=IN IP4 224.2.1.1/127/3', 'c=IN IP6 ff15::101/3'),
    );
    expect(layered.media[0]).toMatchObject({
      portCount: 2,
      connections: [
        { address: '224.2.1.1', ttl: 127, addressCount: 3 },
        { address: 'ff15::101', addressCount: 3 },
      ],
    });
  });

  it('reads repeats and zones with the timing they follow', () => {
    const { timings } = parsed(
      crlf('v=0', 'o=- 1 1 IN IP4 h.example', 's=-', 't=1 2', 'r=7d 1h 0 25h', 'z=0 0', 't=3 4'),
    );
    expect(timings).toEqual([
      { start: '1', stop: '2', repeats: ['7d 1h 0 25h'], zone: '0 0' },
      { start: '3', stop: '4', repeats: [] },
    ]);
  });

  it('takes bare LF, a missing last line end and an empty session name', () => {
    const bareLf = rfc4317Section21Offer.replaceAll('\r\n', '\n').trimEnd();
    expect(parsed(bareLf)).toEqual(parsed(rfc4317Section21Offer));
    expect(parsed(bareLf).name).toBe('');
  });

  it('takes UTF-8 bytes, and others as ISO 8859-1', () => {
    const text = crlf('v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=Größe', 't=0 0');
    expect(parsed(Buffer.from(text, 'utf8')).name).toBe('Größe');
    expect(parsed(Buffer.from(text, 'latin1')).name).toBe('Größe');
  });

  it.each([
    ['a wrong version', 1, 'v= must be 0', ['v=1', ...minimal.slice(1)]],
    ['a missing v=', 1, 'v=, o= and s= must come first', minimal.slice(1)],
    ['a missing o=', 2, 'v=, o= and s= must come first', ['v=0', 's=-', 't=0 0']],
    ['a missing s=', 3, 'v=, o= and s= must come first', ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 't=0 0']],
    ['a missing t=', 4, 't= is missing', minimal.slice(0, 3)],
    ['a missing t= before media', 4, 't= is missing', [...minimal.slice(0, 3), 'm=audio 1 RTP/AVP 0']],
    ['media before the session', 1, 'v=, o= and s= must come first', ['m=audio 1 RTP/AVP 0']],
    ['an unknown line type', 5, 'unknown line type "f"', [...minimal, 'f=invalid:yes']],
    ['a session line in a media section', 6, 'unknown line type "t"', [...minimal, 'm=audio 1 RTP/AVP 0', 't=0 0']],
    ['c= after t=', 5, 'c= out of order', [...minimal, 'c=IN IP4 192.0.2.1']],
    ['b= after a=', 7, 'b= out of order', [...minimal, 'm=audio 1 RTP/AVP 0', 'a=x', 'b=AS:1']],
    ['a second s=', 4, 's= repeated', ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 's=-', 't=0 0']],
    ['a blank line inside', 5, 'not of the form <type>=<value>', [...minimal, '', 'a=x']],
    ['a space around =', 5, 'not of the form <type>=<value>', [...minimal, 'a =x']],
    ['a CR inside a line', 5, 'CR or NUL inside a line', [...minimal, 'a=x\ry']],
    ['a NUL inside a line', 5, 'CR or NUL inside a line', [...minimal, 'a=x\0']],
    ['too few fields in o=', 2, 'malformed o=', ['v=0', 'o=- 1 IN IP4 192.0.2.1']],
    ['letters in a session id', 2, 'malformed o=', ['v=0', 'o=- a 1 IN IP4 192.0.2.1']],
    ['an unknown network', 2, 'malformed o=', ['v=0', 'o=- 1 1 ATM NSAP 1234']],
    ['an address past 255', 2, 'malformed o=', ['v=0', 'o=- 1 1 IN IP4 192.0.2.256']],
    ['an IPv4 address as IP6', 2, 'malformed o=', ['v=0', 'o=- 1 1 IN IP6 192.0.2.1']],
    ['a broken IPv6 address', 2, 'malformed o=', ['v=0', 'o=- 1 1 IN IP6 2001:::1']],
    ['a time with letters', 4, 'malformed t=', [...minimal.slice(0, 3), 't=0 x']],
    ['r= after its z=', 6, 'r= without its t=', [...minimal, 'z=0 0', 'r=1 1 0']],
    ['a port past 65535', 5, 'malformed m=', [...minimal, 'm=audio 65536 RTP/AVP 0']],
    ['a port count of 0', 5, 'malformed m=', [...minimal, 'm=audio 1/0 RTP/AVP 0']],
    ['media without formats', 5, 'malformed m=', [...minimal, 'm=audio 1 RTP/AVP']],
    ['two spaces in m=', 5, 'malformed m=', [...minimal, 'm=audio  1 RTP/AVP 0']],
    ['a bandwidth without number', 6, 'malformed b=', [...minimal, 'm=audio 1 RTP/AVP 0', 'b=AS:']],
    ['an attribute without name', 5, 'malformed a=', [...minimal, 'a=:x']],
    ['a ttl past 255', 6, 'malformed c=', [...minimal, 'm=audio 1 RTP/AVP 0', 'c=IN IP4 224.2.1.1/256']],
  ])('refuses %s and names the line', (_what, line, reason, lines) => {
    expect(refusal(...lines)).toEqual([line, reason]);
  });

  it('refuses nothing at all, and text that is no description', () => {
    expect(parseSdp('')).toMatchObject({ ok: false, line: 1 });
    expect(parseSdp(new Uint8Array([0xff, 0xfe, 0x00]))).toMatchObject({ ok: false, line: 1 });
  });

  it('keeps each of its bounds', () => {
    const attributes = (count: number) => Array.from({ length: count }, (_, i) => `a=x${i}`);
    const media = (count: number) => Array.from({ length: count }, () => 'm=audio 1 RTP/AVP 0');
    const limits = { maxBytes: 2_000, maxLines: 60, maxMedia: 3, maxAttributes: 10 };
    const outcome = (...lines: string[]) => parseSdp(crlf(...minimal, ...lines), limits);
    expect(outcome(...attributes(10))).toMatchObject({ ok: true });
    expect(outcome(...attributes(11))).toEqual({ ok: false, line: 15, reason: 'more than 10 attributes' });
    expect(outcome(...media(3))).toMatchObject({ ok: true });
    expect(outcome(...media(4))).toEqual({ ok: false, line: 8, reason: 'more than 3 media' });
    expect(outcome(...attributes(60))).toMatchObject({ ok: false, reason: 'more than 60 lines' });
    expect(outcome(`a=${'x'.repeat(2_000)}`)).toMatchObject({ ok: false, reason: 'more than 2000 bytes' });
  });
});
