import { describe, expect, it } from 'vitest';
import {
  formatNameAddr,
  parseCSeq,
  parseInfoDigit,
  parseNameAddr,
  parseParameters,
  parseVia,
  splitCommaList,
  viaWithSource,
} from '../../../../lib/protocol/sip/index.js';

describe('name-addr', () => {
  it.each([
    [
      '"Bob \\"B\\" Q, Jr." <sips:bob@biloxi.example.com>;tag=a48s',
      'Bob "B" Q, Jr.',
      'sips:bob@biloxi.example.com',
      'a48s',
    ],
    ['sip:+12125551212@phone2net.example.com;tag=887s', '', 'sip:+12125551212@phone2net.example.com', '887s'],
    [
      'Anonymous <sip:c8oqz84zk7z@privacy.example.org> ;tag=hyh8',
      'Anonymous',
      'sip:c8oqz84zk7z@privacy.example.org',
      'hyh8',
    ],
    ['caller<sip:caller@example.com>;tag=323', 'caller', 'sip:caller@example.com', '323'],
    ['Jürgen <sip:j@example.com;lr>;tag=1', 'Jürgen', 'sip:j@example.com;lr', '1'],
    ['<tel:+1-555-0100;ext=2>', '', 'tel:+1-555-0100;ext=2', undefined],
  ])('reads %s', (text, displayName, uri, tag) => {
    const address = parseNameAddr(text);
    expect(address).toMatchObject({ displayName, uri });
    expect(address?.parameters.get('tag')).toBe(tag);
  });

  it.each([
    '"Bob <sip:bob@example.com>',
    'Bob <sip:bob@example.com',
    'Bell, Alexander <sip:a@example.com>',
    '"Joe" <sip:joe@example.org>;;;;',
    '<sip:a b@example.com>',
    'no uri',
    '',
    '<>',
  ])('refuses %s', (text) => {
    expect(parseNameAddr(text)).toBeUndefined();
  });

  it('quotes what it writes', () => {
    expect(formatNameAddr('A "B" \\', 'sip:a@b')).toBe('"A \\"B\\" \\\\" <sip:a@b>');
    expect(formatNameAddr('', 'sip:a@b')).toBe('<sip:a@b>');
  });
});

describe('Via', () => {
  it('reads blanks around every part (RFC 3261, section 20.42)', () => {
    const via = parseVia('SIP / 2.0 / UDP first.Example.com: 4000;ttl=16 ;maddr=224.2.0.1 ;branch=z9hG4bKa7c6a8dlze.1');
    expect(via).toMatchObject({ transport: 'UDP', host: 'first.example.com', port: 4000 });
    expect(via?.parameters.get('branch')).toBe('z9hG4bKa7c6a8dlze.1');
  });

  it.each(['SIP/2.0/UDP', 'SIP/2.0/UDP :5060', 'SIP/2.0/UDP h:99999', 'SIP/2.0/UDP h:0', 'SIP/2.0/UDP h;;', 'UDP h'])(
    'refuses %s',
    (text) => {
      expect(parseVia(text)).toBeUndefined();
    },
  );

  it('notes the source when it differs or rport asks (RFC 3581, section 4)', () => {
    const back = (text: string): string => {
      const via = parseVia(text);
      return via ? viaWithSource(text, via, '192.0.2.1', 9988) : '';
    };
    expect(back('SIP/2.0/UDP 10.1.1.1:4540;rport;branch=z9hG4bKkjshdyff')).toBe(
      'SIP/2.0/UDP 10.1.1.1:4540;branch=z9hG4bKkjshdyff;received=192.0.2.1;rport=9988',
    );
    expect(back('SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1')).toBe('SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1');
    expect(back('SIP/2.0/UDP pc.example;branch=z9hG4bK1')).toBe(
      'SIP/2.0/UDP pc.example;branch=z9hG4bK1;received=192.0.2.1',
    );
    expect(back('SIP/2.0/UDP pc.example;received=9.9.9.9;branch=z9hG4bK1')).toBe(
      'SIP/2.0/UDP pc.example;branch=z9hG4bK1;received=192.0.2.1',
    );
  });
});

describe('small grammars', () => {
  it('reads CSeq within its range', () => {
    expect(parseCSeq('4711 INVITE')).toEqual({ number: 4711, method: 'INVITE' });
    expect(parseCSeq('2147483647 BYE')?.number).toBe(2_147_483_647);
    expect(parseCSeq('2147483648 BYE')).toBeUndefined();
    expect(parseCSeq('-1 BYE')).toBeUndefined();
    expect(parseCSeq('1')).toBeUndefined();
  });

  it('splits lists outside quotes and brackets', () => {
    expect(splitCommaList('"a, b" <sip:a@x>, <sip:b,c@x>;p="1,2" , c')).toEqual([
      '"a, b" <sip:a@x>',
      '<sip:b,c@x>;p="1,2"',
      'c',
    ]);
    expect(splitCommaList('a,,b')).toBeUndefined();
    expect(splitCommaList('"open, b')).toBeUndefined();
  });

  it('reads parameters', () => {
    expect([...(parseParameters(' ;A=b ; flag;q="x;\\"y" ;h=[::1]:5') ?? [])]).toEqual([
      ['a', 'b'],
      ['flag', ''],
      ['q', 'x;"y'],
      ['h', '[::1]:5'],
    ]);
    expect(parseParameters(';a=')).toBeUndefined();
    expect(parseParameters('a=b')).toBeUndefined();
    expect(parseParameters(';a="b')).toBeUndefined();
    expect(parseParameters(';x'.repeat(65))).toBeDefined();
    expect(parseParameters(Array.from({ length: 65 }, (_, index) => `;x${index}`).join(''))).toBeUndefined();
  });

  it('reads digits of INFO', () => {
    expect(parseInfoDigit('application/dtmf-relay', 'Signal=5\r\nDuration=250\r\n')).toEqual({
      digit: '5',
      durationMs: 250,
    });
    expect(parseInfoDigit('application/dtmf-relay', 'Signal= 11\nDuration= 99999999\n')).toEqual({
      digit: '#',
      durationMs: 160,
    });
    expect(parseInfoDigit('application/dtmf-relay', 'Duration=1\r\nSignal=d')).toEqual({ digit: 'D', durationMs: 40 });
    expect(parseInfoDigit('application/dtmf', '*')).toEqual({ digit: '*', durationMs: 160 });
    expect(parseInfoDigit('application/dtmf-relay', 'Signal=55')).toBeUndefined();
    expect(parseInfoDigit('application/dtmf', '')).toBeUndefined();
    expect(parseInfoDigit('text/plain', '5')).toBeUndefined();
  });
});
