import { describe, expect, it } from 'vitest';
import { writeRequest, writeResponse } from '../../../../lib/protocol/sip/index.js';
import { request } from './transaction-harness.js';

describe('the message writer', () => {
  it('writes a response with the headers of its request and the source', () => {
    const invite = request('INVITE', {
      Via: 'SIP/2.0/UDP pc33.example.com;branch=z9hG4bK1;rport, SIP/2.0/TCP b.example',
    });
    const source = { address: '192.0.2.7', port: 40_000 };
    const bytes = writeResponse(invite, {
      statusCode: 200,
      toTag: 'x1',
      headers: [['Contact', '<sip:x@y>']],
      body: 'é',
      source,
    });
    expect(bytes.toString()).toBe(
      [
        'SIP/2.0 200 OK',
        'Via: SIP/2.0/UDP pc33.example.com;branch=z9hG4bK1;received=192.0.2.7;rport=40000, SIP/2.0/TCP b.example',
        'From: Alice <sip:alice@atlanta.example.com>;tag=1928301774',
        'To: Bob <sip:bob@biloxi.example.com>;tag=x1',
        'Call-ID: a84b4c76e66710',
        'CSeq: 314159 INVITE',
        'Contact: <sip:x@y>',
        'Content-Length: 2',
        '',
        'é',
      ].join('\r\n'),
    );
  });

  it('keeps a tag that is there', () => {
    const bye = request('BYE', { To: '<sip:bob@biloxi.example.com>;tag=old' });
    expect(writeResponse(bye, { statusCode: 200, toTag: 'new' }).toString()).toContain(
      '\r\nTo: <sip:bob@biloxi.example.com>;tag=old\r\n',
    );
  });

  it.each([
    { method: 'BAD METHOD', uri: 'sip:x', headers: [] },
    { method: 'BYE', uri: 'sip:x SIP/2.0\r\nX: y', headers: [] },
    { method: 'BYE', uri: 'sip:x y', headers: [] },
    { method: 'BYE', uri: 'sip:x', headers: [['X', 'a\r\nVia: evil']] as const },
    { method: 'BYE', uri: 'sip:x', headers: [['X', 'a\nb']] as const },
    { method: 'BYE', uri: 'sip:x', headers: [['X: y\r\nZ', 'a']] as const },
  ])('refuses to write what would break out of its line', (parts) => {
    expect(() => writeRequest(parts)).toThrow(expect.objectContaining({ code: 'SIP_INVALID' }));
  });

  it('refuses such a reason phrase and tag', () => {
    const bye = request('BYE');
    expect(() => writeResponse(bye, { statusCode: 400, reason: 'x\r\ny' })).toThrow(
      expect.objectContaining({ code: 'SIP_INVALID' }),
    );
    expect(() => writeResponse(bye, { statusCode: 400, toTag: 'x;y' })).toThrow(
      expect.objectContaining({ code: 'SIP_INVALID' }),
    );
    expect(() => writeResponse(bye, { statusCode: 42 })).toThrow(expect.objectContaining({ code: 'SIP_INVALID' }));
  });
});
