import { describe, expect, it } from 'vitest';
import {
  type ParseResult,
  parseMessage,
  type SipRequest,
  type SipResponse,
} from '../../../../lib/protocol/sip/index.js';
import { readVectors, withCrLf } from './vectors.js';

const rfc4475 = readVectors('sip-torture-rfc4475');
const rfc5118 = readVectors('sip-torture-rfc5118');
const sip2json = readVectors('sip-messages-sip2json');

/** RFC 4475 sections 3.1.1, 3.2, 3.3 and 3.4: well-formed, whatever the application makes of it. */
const accepted = [
  'bext01', 'cparam01', 'cparam02', 'dblreq', 'esc01', 'esc02', 'escnull', 'intmeth', 'inv2543', 'invut', 'longreq',
  'lwsdisp', 'mpart01', 'noreason', 'novelsc', 'regaut01', 'regescrt', 'sdp01', 'semiuri', 'transports', 'unkscm',
  'unksm2', 'unreason', 'wsinv', 'zeromf', 'bcast', 'badbranch', 'baddate', 'regbadct', 'badaspec',
]; // biome-ignore format: a table

/** RFC 4475 section 3.1.2: malformed, with the status that answers it; 0 for what cannot be answered. */
const refused: Readonly<Record<string, number>> = {
  badinv01: 0,
  badvers: 505,
  baddn: 400,
  bigcode: 0,
  clerr: 400,
  escruri: 400,
  insuf: 0,
  ltgtruri: 400,
  lwsruri: 400,
  lwsstart: 400,
  mcl01: 400,
  mismatch01: 400,
  mismatch02: 400,
  multi01: 0,
  ncl: 400,
  quotbal: 400,
  scalar02: 400,
  scalarlg: 0,
  test: 0,
  trws: 400,
};

function status(result: ParseResult): number {
  return !result.ok && result.addressable ? result.statusCode : 0;
}

describe.skipIf(!rfc4475)('RFC 4475 torture messages', () => {
  const file = (name: string): Buffer => rfc4475?.get(name) ?? Buffer.alloc(0);

  it.each(accepted)('accepts %s', (name) => {
    expect(parseMessage(file(name))).toMatchObject({ ok: true });
  });

  it.each(Object.entries(refused).filter(([name]) => name !== 'multi01'))('refuses %s with %i', (name, expected) => {
    const result = parseMessage(file(name));
    expect(result.ok).toBe(false);
    expect(status(result)).toBe(expected);
  });

  it('reads what wsinv means', () => {
    const result = parseMessage(file('wsinv'));
    const message = result.ok ? (result.message as SipRequest) : undefined;
    expect(message?.method).toBe('INVITE');
    expect(message?.cseq).toEqual({ number: 9, method: 'INVITE' });
    expect(message?.via).toMatchObject({ transport: 'UDP', host: '192.0.2.2', port: undefined });
    expect(message?.branch).toBe('390skdjuw');
    expect(message?.to?.parameters.get('tag')).toBe('1918181833n');
    expect(message?.from).toMatchObject({ displayName: 'J Rosenberg \\"', uri: 'sip:jdrosen@example.com' });
    expect(message?.headers.list('route')).toEqual([
      '<sip:services.example.com;lr;unknownwith=value;unknown-no-value>',
    ]);
    expect(message?.headers.list('via')).toHaveLength(3);
  });

  it('cuts dblreq at its Content-Length', () => {
    const result = parseMessage(file('dblreq'));
    expect(result.ok && result.message.body.length).toBe(0);
    expect(result.ok && (result.message as SipRequest).method).toBe('REGISTER');
  });

  it('keeps the body of mpart01 byte for byte', () => {
    const bytes = file('mpart01');
    const result = parseMessage(bytes);
    const body = result.ok ? result.message.body : Buffer.alloc(0);
    expect(
      body.equals(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4, bytes.indexOf('\r\n\r\n') + 4 + body.length)),
    ).toBe(true);
    expect(body.length).toBe(Number(result.ok && result.message.headers.get('content-length')));
  });

  it('reads UTF-8 in a reason phrase and an empty one', () => {
    const unreason = parseMessage(file('unreason'));
    expect(unreason.ok && (unreason.message as SipResponse).reason).toMatch(/^= 2\*\*3 \* 5\*\*2 /);
    const noreason = parseMessage(file('noreason'));
    expect(noreason.ok && (noreason.message as SipResponse).reason).toBe('');
  });
});

describe.skipIf(!rfc5118)('RFC 5118 torture messages for IPv6', () => {
  const names = [...(rfc5118?.keys() ?? [])].filter((name) => name !== 'ipv6-bad');

  it.each(names)('accepts %s', (name) => {
    const text = withCrLf(rfc5118?.get(name) as Buffer).toString('latin1');
    const whole = text.includes('\r\n\r\n') ? text : `${text}\r\n`;
    const bodyLength = whole.length - whole.indexOf('\r\n\r\n') - 4;
    const fixed = whole.replace(/^Content-Length:.*$/im, `Content-Length: ${bodyLength}`);
    expect(parseMessage(Buffer.from(fixed, 'latin1'))).toMatchObject({ ok: true });
  });

  it('refuses an IPv6 literal without brackets', () => {
    expect(parseMessage(withCrLf(rfc5118?.get('ipv6-bad') as Buffer)).ok).toBe(false);
  });
});

describe.skipIf(!sip2json)('messages of a conference server', () => {
  it('parses each first message or names what is wrong, and never throws', () => {
    const verdicts = new Map<string, string>();
    for (const [name, bytes] of sip2json ?? []) {
      const result = parseMessage(withCrLf(bytes));
      verdicts.set(name, result.ok ? 'ok' : result.reason);
    }
    expect(verdicts.get('REGISTER_1')).toBe('ok');
    expect(verdicts.get('REGISTER_401_Unauthorized')).toBe('ok');
    expect(verdicts.get('Trying_INVITE_1')).toBe('ok');
    expect(verdicts.get('Test_invalid_startline')).toBe('Version Not Supported');
    expect(verdicts.get('Test_incomplete_buffer_for_content')).toBe('Body Shorter Than Content-Length');
    expect(verdicts.get('Test_incomplete_buffer_for_header')).toBe('No Empty Line After Headers');
    expect(verdicts.get('NOTIFY_EmptyHeaderKey_1')).toBe('ok');
  });
});
