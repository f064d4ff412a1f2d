import { describe, expect, it } from 'vitest';
import { defaultMessageLimits, parseMessage, type SipRequest } from '../../../../lib/protocol/sip/index.js';
import { wire } from './transaction-harness.js';

const head = [
  'MESSAGE sip:bob@example.com SIP/2.0',
  'v: SIP/2.0/UDP pc33.example.com;branch=z9hG4bK776asdhds, SIP/2.0/UDP first.example.com',
  'f: Alice <sip:alice@example.com>;tag=1928301774',
  't: Bob <sip:bob@example.com>',
  'i: a84b4c76e66710',
  'CSEQ: 1 MESSAGE',
  's: folded',
  '\tsubject',
  '   line',
];

function parsed(lines: readonly string[], body = ''): SipRequest {
  const result = parseMessage(wire(lines, body));
  if (!result.ok) throw new Error(result.reason);
  return result.message as SipRequest;
}

function reason(lines: readonly string[], body = ''): string {
  const result = parseMessage(wire(lines, body));
  return result.ok ? 'ok' : result.reason;
}

describe('the message parser', () => {
  it('reads compact forms, folding and lists', () => {
    const message = parsed(head);
    expect(message.callId).toBe('a84b4c76e66710');
    expect(message.headers.get('subject')).toBe('folded subject line');
    expect(message.headers.list('via')).toHaveLength(2);
    expect(message.branch).toBe('z9hG4bK776asdhds');
    expect(message.fromTag).toBe('1928301774');
    expect(message.toTag).toBe('');
  });

  it('keeps UTF-8 and the exact bytes of the body', () => {
    const body = 'grüß dich \0\r\n\r\n☎';
    const message = parsed([...head, `l: ${Buffer.byteLength(body)}`, 'X-Name: 电话'], body);
    expect(message.body.toString()).toBe(body);
    expect(message.headers.get('x-name')).toBe('电话');
  });

  it('cuts a datagram at Content-Length and skips line ends before the message', () => {
    const bytes = Buffer.concat([Buffer.from('\r\n\r\n'), wire([...head, 'l: 2'], 'abcd')]);
    const result = parseMessage(bytes);
    expect(result.ok && result.message.body.toString()).toBe('ab');
  });

  it('takes the rest of a datagram without Content-Length', () => {
    expect(parsed(head, 'all of it').body.toString()).toBe('all of it');
  });

  it.each([
    ['Body Shorter Than Content-Length', [...head, 'l: 10']],
    ['Malformed Content-Length', [...head, 'l: -1']],
    ['Conflicting Content-Length', [...head, 'l: 1', 'Content-Length: 0']],
    ['Missing Via', head.filter((line) => !line.startsWith('v:'))],
    ['Missing To', head.filter((line) => !line.startsWith('t:'))],
    ['Missing Call-ID', head.filter((line) => !line.startsWith('i:'))],
    ['Missing CSeq', head.filter((line) => !line.startsWith('CSEQ'))],
    ['CSeq Method Mismatch', head.map((line) => line.replace('1 MESSAGE', '1 INVITE'))],
    ['Header Line Without Colon', [...head, 'nonsense']],
    ['Malformed Header Name', [...head, 'bad name: x']],
    ['Malformed Header Name', [...head, ': x']],
    ['Stray CR, LF or NUL in Header', [...head, 'X: a\nb']],
    ['Stray CR, LF or NUL in Header', [...head, 'X: a\0b']],
    ['Malformed Start Line', ['hello', ...head.slice(1)]],
    ['Malformed Request-URI', ['MESSAGE sip:b@x?To=y SIP/2.0', ...head.slice(1)]],
  ])('refuses: %s', (expected, lines) => {
    expect(reason(lines)).toBe(expected);
  });

  it('tells a request that can be answered from one that cannot', () => {
    const answerable = parseMessage(wire([...head, 'l: 10']));
    expect(answerable).toMatchObject({ ok: false, statusCode: 400, addressable: { method: 'MESSAGE' } });
    const ack = parseMessage(wire([...head.map((line) => line.replaceAll('MESSAGE', 'ACK')), 'l: 10']));
    expect(ack.ok).toBe(false);
    expect(ack).not.toHaveProperty('addressable');
    const lost = parseMessage(wire(head.map((line) => line.replace('pc33.example.com', 'pc33:99999'))));
    expect(lost).not.toHaveProperty('addressable');
  });

  it('bounds what one message may cost', () => {
    const many = Array.from({ length: defaultMessageLimits.maximumHeaderLines }, (_, index) => `X-${index}: 1`);
    expect(reason([...head, ...many])).toBe('Too Many Headers');
    expect(reason([...head, `X: ${'a'.repeat(defaultMessageLimits.maximumHeadBytes)}`])).toBe(
      'Message Header Too Large',
    );
    expect(reason(head, 'b'.repeat(defaultMessageLimits.maximumBodyBytes + 1))).toBe('Body Too Large');
  });

  it('survives what is no message at all', () => {
    for (const bytes of ['', '\r\n', '\0', 'x', 'SIP/2.0', ' \r\n\r\n', '\r\n\r\n\r\n', ': \r\n\r\n']) {
      expect(parseMessage(Buffer.from(bytes)).ok).toBe(false);
    }
  });
});
