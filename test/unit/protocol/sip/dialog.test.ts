import { describe, expect, it } from 'vitest';
import { Dialog, parseMessage, type SipRequest } from '../../../../lib/protocol/sip/index.js';
import { request } from './transaction-harness.js';

const routed = request('INVITE', { 'Record-Route': '<sip:p1.example;lr>, <sip:p2.example;lr>' });

function dialog(invite: SipRequest = routed): Dialog {
  const made = Dialog.fromRequest(invite, 'local1');
  if (!made) throw new Error('no dialog');
  return made;
}

function built(of: Dialog, method: string): SipRequest {
  const { bytes } = of.buildRequest({ method, via: 'SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKx' });
  const result = parseMessage(bytes);
  if (!result.ok) throw new Error(result.reason);
  return result.message as SipRequest;
}

describe('a dialog', () => {
  it('builds requests from the INVITE it came from (RFC 3261, section 12.2.1.1)', () => {
    const bye = built(dialog(), 'BYE');
    expect(bye.uri).toBe('sip:alice@192.0.2.1');
    expect(bye.headers.list('route')).toEqual(['<sip:p1.example;lr>', '<sip:p2.example;lr>']);
    expect(bye.headers.get('from')).toBe('Bob <sip:bob@biloxi.example.com>;tag=local1');
    expect(bye.headers.get('to')).toBe('Alice <sip:alice@atlanta.example.com>;tag=1928301774');
    expect(bye.callId).toBe('a84b4c76e66710');
  });

  it('counts its own sequence numbers up, whatever those of the peer are', () => {
    const one = dialog();
    expect(built(one, 'INFO').cseq?.number).toBe(1);
    expect(built(one, 'BYE').cseq?.number).toBe(2);
  });

  it('puts a strict router into the Request-URI', () => {
    const bye = built(dialog(request('INVITE', { 'Record-Route': '<sip:old.example>, <sip:p2.example;lr>' })), 'BYE');
    expect(bye.uri).toBe('sip:old.example');
    expect(bye.headers.list('route')).toEqual(['<sip:p2.example;lr>', '<sip:alice@192.0.2.1>']);
  });

  it('refuses sequence numbers that do not rise', () => {
    const one = dialog();
    const info = (number: number): SipRequest => request('INFO', { CSeq: `${number} INFO` });
    expect(one.acceptSequence(info(314_159))).toBe(false);
    expect(one.acceptSequence(info(314_170))).toBe(true);
    expect(one.acceptSequence(info(314_165))).toBe(false);
  });

  it('follows the Contact of a target refresh', () => {
    const one = dialog();
    one.refreshTarget(request('INVITE', { Contact: '<sip:alice@192.0.2.77:5066>' }));
    expect(built(one, 'BYE').uri).toBe('sip:alice@192.0.2.77:5066');
  });

  it('knows its own by Call-ID and both tags', () => {
    const one = dialog();
    const to = 'Bob <sip:bob@biloxi.example.com>;tag=local1';
    expect(one.matches(request('BYE', { To: to }))).toBe(true);
    expect(one.matches(request('BYE', { To: to, 'Call-ID': 'other' }))).toBe(false);
    expect(one.matches(request('BYE', { To: to, From: '<sip:alice@atlanta.example.com>;tag=x' }))).toBe(false);
  });

  it('needs a Contact', () => {
    expect(Dialog.fromRequest(request('INVITE', { Contact: '<' }), 'x')).toBeUndefined();
  });

  it('reverses the route set on the caller side', () => {
    const text = [
      'SIP/2.0 200 OK', 'Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKx', 'From: <sip:a@x>;tag=mine', 'To: <sip:b@x>;tag=theirs',
      'Call-ID: c', 'CSeq: 7 INVITE', 'Contact: <sip:b@192.0.2.2>', 'Record-Route: <sip:p1;lr>, <sip:p2;lr>', '', '',
    ].join('\r\n'); // biome-ignore format: a message
    const result = parseMessage(Buffer.from(text));
    const made = result.ok && 'statusCode' in result.message ? Dialog.fromResponse(result.message) : undefined;
    expect(made?.routeSet).toEqual(['<sip:p2;lr>', '<sip:p1;lr>']);
    expect(made?.id).toEqual({ callId: 'c', localTag: 'mine', remoteTag: 'theirs' });
    expect(made && built(made, 'BYE').cseq?.number).toBe(8);
  });
});
