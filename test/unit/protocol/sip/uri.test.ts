import { describe, expect, it } from 'vitest';
import { decodedUser, formatSipUri, parseSipUri, uriScheme } from '../../../../lib/protocol/sip/index.js';

describe('SIP URIs', () => {
  it('reads every part', () => {
    const uri = parseSipUri('sips:alice:secret%21@Atlanta.example.com:5061;transport=TCP;lr?subject=project');
    expect(uri).toMatchObject({ scheme: 'sips', user: 'alice', password: 'secret%21', host: 'atlanta.example.com' });
    expect(uri).toMatchObject({ port: 5061, headers: 'subject=project' });
    expect([...(uri?.parameters ?? [])]).toEqual([
      ['transport', 'TCP'],
      ['lr', ''],
    ]);
  });

  it.each(['sip:bob@192.0.2.4', 'sip:[2001:db8::10]:5070;transport=udp', 'sip:example.com', 'sip:a;b=c@example.com'])(
    'writes %s as it was read',
    (text) => {
      const uri = parseSipUri(text);
      expect(uri && formatSipUri(uri)).toBe(text);
    },
  );

  it.each([
    'sip:',
    'sip:bob@',
    'sip:@example.com',
    'sip:bob@example.com:0',
    'sip:bob@example.com:65536',
    'sip:bob@example.com:99999',
    'sip:bob@2001:db8::10',
    'sip:bob@exa mple.com',
    'sip:bo<b@example.com',
    'sip:bob@example.com;;lr',
    'sip:b%4@example.com',
    'sip:bob@[2001:db8::10',
    'http://example.com',
    'bob@example.com',
  ])('refuses %s', (text) => {
    expect(parseSipUri(text)).toBeUndefined();
  });

  it('undoes the escapes of the user part', () => {
    expect(decodedUser(parseSipUri('sip:j%C3%BCrgen%20m@example.com'))).toBe('jürgen m');
    expect(decodedUser(parseSipUri('sip:bad%FF@example.com'))).toBe('bad%FF');
    expect(decodedUser(parseSipUri('sip:example.com'))).toBe('');
  });

  it('tells the scheme of any URI', () => {
    expect(uriScheme('TEL:+15550100')).toBe('tel');
    expect(uriScheme('nobodyKnowsThisScheme:x')).toBe('nobodyknowsthisscheme');
    expect(uriScheme('<sip:x>')).toBeUndefined();
  });
});
