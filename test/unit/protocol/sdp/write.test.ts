import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OssicleError } from '../../../../lib/core/index.js';
import { parseSdp, type SessionDescription, writeSdp } from '../../../../lib/protocol/sdp/index.js';
import { description as anyDescription } from './arbitrary-description.js';
import * as examples from './rfc-examples.js';

const plain: SessionDescription = {
  origin: { username: '-', sessionId: '1', sessionVersion: '1', addressType: 'IP4', address: '192.0.2.1' },
  name: '-',
  emails: [],
  phones: [],
  bandwidths: [],
  timings: [{ start: '0', stop: '0', repeats: [] }],
  attributes: [],
  media: [
    { media: 'audio', port: 9, protocol: 'RTP/AVP', formats: ['0'], connections: [], bandwidths: [], attributes: [] },
  ],
};
const [audio] = plain.media as [SessionDescription['media'][number]];

function codeOf(write: () => string): string {
  try {
    return write();
  } catch (error) {
    return error instanceof OssicleError ? error.code : `not ours: ${String(error)}`;
  }
}

describe('writeSdp', () => {
  const texts = Object.entries(examples).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : []));

  it.each(texts as [string, string][])('writes %s back byte for byte', (_name, text) => {
    const result = parseSdp(text);
    expect(result).toMatchObject({ ok: true });
    if (result.ok) expect(writeSdp(result.description)).toBe(text);
  });

  it('writes any description so that it reads back the same', () => {
    const roundTrip = (description: SessionDescription) => {
      expect(parseSdp(writeSdp(description))).toEqual({ ok: true, description });
    };
    fc.assert(fc.property(anyDescription, roundTrip), { numRuns: 500, seed: 8866 });
  });

  it.each<[string, Partial<SessionDescription>]>([
    ['a line in the name', { name: 'x\r\na=evil' }],
    ['a bare LF in an attribute', { attributes: [{ name: 'tool', value: 'x\nm=audio 1 RTP/AVP 0' }] }],
    ['a bare CR in an attribute', { attributes: [{ name: 'tool', value: 'x\rm=audio 1 RTP/AVP 0' }] }],
    ['a NUL', { information: '\0' }],
    ['a colon in an attribute name', { attributes: [{ name: 'a:b' }] }],
    ['a space in the user name', { origin: { ...plain.origin, username: 'a b' } }],
    ['a session id that is no number', { origin: { ...plain.origin, sessionId: '1 1' } }],
    ['an address with a line end', { origin: { ...plain.origin, address: '192.0.2.1\r\n' } }],
    ['an IPv6 address as IP4', { origin: { ...plain.origin, address: '2001:db8::1' } }],
    ['no timing', { timings: [] }],
    ['a port past 65535', { media: [{ ...audio, port: 65_536 }] }],
    ['a port that is no whole number', { media: [{ ...audio, port: 1.5 }] }],
    ['no format', { media: [{ ...audio, formats: [] }] }],
    ['a format with a space', { media: [{ ...audio, formats: ['0 8'] }] }],
    ['a protocol with a space', { media: [{ ...audio, protocol: 'RTP/AVP 0' }] }],
    ['a ttl on IP6', { connection: { addressType: 'IP6', address: '::1', ttl: 1 } }],
    ['a negative bandwidth', { bandwidths: [{ type: 'AS', value: -1 }] }],
  ])('refuses %s', (_what, change) => {
    expect(codeOf(() => writeSdp({ ...plain, ...change }))).toBe('SDP_INVALID');
  });
});
