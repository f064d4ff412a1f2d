import { describe, expect, it } from 'vitest';
import { OssicleError } from '../../../lib/core/index.js';
import { CallerHarness, offer, only, statuses } from './caller.js';

describe('the user agent', () => {
  it('answers OPTIONS with what it can do', async () => {
    const caller = await CallerHarness.open({ serverName: 'ossicle/test' });
    const response = only(await caller.send('OPTIONS'));
    expect(response.statusCode).toBe(200);
    expect(response.headers.get('allow')).toBe('INVITE, ACK, CANCEL, BYE, OPTIONS, INFO');
    expect(response.headers.list('accept')).toContain('application/sdp');
    expect(response.headers.get('supported')).toBe('');
    expect(response.headers.get('server')).toBe('ossicle/test');
    expect(response.toTag).not.toBe('');
  });

  it.each([
    ['an unknown method', 'PUBLISH', {}, 405, 'allow'],
    ['an extension it lacks', 'OPTIONS', { headers: ['Require: 100rel, foo'] }, 420, 'unsupported'],
    ['an unknown URI scheme', 'OPTIONS', { uri: 'nobodyknows:x' }, 416, undefined],
    ['a body it cannot read', 'INVITE', { body: 'x', contentType: 'text/plain' }, 415, 'accept'],
    ['a caller that accepts no SDP', 'INVITE', { body: offer(), headers: ['Accept: text/html'] }, 406, undefined],
    ['a BYE outside any dialog', 'BYE', {}, 481, undefined],
    ['a BYE for an unknown dialog', 'BYE', { toTag: 'nobody' }, 481, undefined],
    ['a re-INVITE for an unknown dialog', 'INVITE', { toTag: 'nobody', body: offer() }, 481, undefined],
    ['a CANCEL for nothing', 'CANCEL', {}, 481, undefined],
  ])('refuses %s', async (_what, method, parts, statusCode, header) => {
    const caller = await CallerHarness.open();
    const response = only(await caller.send(method, parts));
    expect(response.statusCode).toBe(statusCode);
    if (header) expect(response.headers.get(header)).toBeDefined();
    expect(caller.legs).toHaveLength(0);
  });

  it('names every extension it does not support', async () => {
    const caller = await CallerHarness.open();
    const response = only(await caller.send('INVITE', { body: offer(), headers: ['Require: 100rel', 'Require: foo'] }));
    expect(response.headers.get('unsupported')).toBe('100rel, foo');
  });

  it('ignores a body that its sender calls optional', async () => {
    const caller = await CallerHarness.open();
    const headers = ['Content-Disposition: session;handling=optional'];
    await caller.send('INVITE', { body: 'x', contentType: 'text/plain', headers });
    expect(caller.legs).toHaveLength(1);
  });

  it('treats a request with Max-Forwards 0 as any other: it forwards nothing', async () => {
    const caller = await CallerHarness.open();
    const text = caller.text('OPTIONS').replace('Max-Forwards: 70', 'Max-Forwards: 0');
    caller.udp.deliver(text);
    expect(only(await caller.settle()).statusCode).toBe(200);
  });

  it('answers a malformed request with 400 and its reason, and drops what nobody could answer', async () => {
    const caller = await CallerHarness.open();
    caller.udp.deliver(caller.text('INVITE').replace('Content-Length: 0', 'Content-Length: 99'));
    const response = only(await caller.settle());
    expect([response.statusCode, response.reason]).toEqual([400, 'Body Shorter Than Content-Length']);
    caller.udp.deliver('INVITE nonsense');
    caller.udp.deliver(Buffer.from([0, 1, 2, 3, 255, 254]));
    caller.udp.deliver(caller.text('ACK').replace('Content-Length: 0', 'Content-Length: 99'));
    expect(await caller.settle()).toEqual([]);
    expect(caller.agent.stats().malformed).toBe(4);
  });

  it('refuses an INVITE without Contact', async () => {
    const caller = await CallerHarness.open();
    caller.udp.deliver(caller.text('INVITE', { body: offer() }).replace(/Contact:.*\r\n/, ''));
    expect(only(await caller.settle()).statusCode).toBe(400);
  });

  it('says keep-alives nothing', async () => {
    const caller = await CallerHarness.open();
    caller.udp.deliver('\r\n\r\n');
    expect(await caller.settle()).toEqual([]);
    expect(caller.agent.stats().malformed).toBe(0);
  });

  it('notices a request that reaches it twice', async () => {
    const caller = await CallerHarness.open();
    await caller.send('INVITE', { body: offer() });
    expect(only(await caller.send('INVITE', { body: offer() })).statusCode).toBe(482);
    expect(caller.legs).toHaveLength(1);
  });

  it('lets in no more calls than it is told', async () => {
    const caller = await CallerHarness.open({ maximumCalls: 1, retryAfterSeconds: 7 });
    await caller.call({ callId: 'first' });
    const refused = only(await caller.send('INVITE', { callId: 'second', body: offer() }));
    expect([refused.statusCode, refused.headers.get('retry-after')]).toEqual([503, '7']);
    expect(caller.agent.stats()).toMatchObject({ legs: 1, refused: 1 });
  });

  it('refuses calls while there is no media for them', async () => {
    const caller = await CallerHarness.open();
    caller.media.failWith = new OssicleError('NO_RTP_PORTS', 'none left');
    const refused = only(await caller.send('INVITE', { body: offer() }));
    expect([refused.statusCode, refused.headers.get('retry-after')]).toEqual([503, '10']);
    caller.media.failWith = undefined;
    await caller.send('INVITE', { callId: 'next', body: offer() });
    expect(caller.legs).toHaveLength(1);
  });

  it('drains: new calls are refused, running ones end in peace', async () => {
    const caller = await CallerHarness.open();
    const { toTag } = await caller.call();
    let drained = false;
    const draining = caller.agent.drain().then(() => (drained = true));
    expect(only(await caller.send('INVITE', { callId: 'late', body: offer() })).statusCode).toBe(503);
    expect(drained).toBe(false);
    await caller.send('BYE', { cseq: 2, toTag });
    await draining;
    expect(drained).toBe(true);
  });

  it('shows every message to the trace port, malformed ones too', async () => {
    const seen: string[] = [];
    const trace = (entry: { direction: string; bytes: Uint8Array }): void => {
      seen.push(`${entry.direction} ${Buffer.from(entry.bytes).toString('latin1', 0, 11)}`);
    };
    const caller = await CallerHarness.open({ trace });
    await caller.send('OPTIONS');
    caller.udp.deliver('no SIP at all');
    expect(seen).toEqual(['in OPTIONS sip', 'out SIP/2.0 200', 'in no SIP at a']);
  });

  it('advertises the address it is told', async () => {
    const caller = await CallerHarness.open({ advertisedAddress: '203.0.113.9' });
    const { ok } = await caller.call();
    expect(ok.contact?.uri).toBe('sip:203.0.113.9:5060');
    expect(ok.body.toString()).toContain('c=IN IP4 203.0.113.9\r\n');
  });

  it('closes though nobody confirms its goodbyes', async () => {
    const caller = await CallerHarness.open();
    const { leg } = await caller.call();
    let hungUp = false;
    const hangup = leg.hangup().then(() => (hungUp = true));
    await caller.call({ callId: 'second' });
    const closing = caller.agent.close(500);
    expect(statuses(await caller.settle())).toEqual(['BYE']);
    expect(hungUp).toBe(false);
    caller.clock.advance(600);
    await closing;
    await hangup;
    expect(caller.agent.stats()).toMatchObject({ legs: 0, transactions: 0, timers: 0 });
  });

  it('keeps nothing of 3,000 calls when they are over', async () => {
    const caller = await CallerHarness.open({ maximumCalls: 3000 });
    const held: string[] = [];
    for (let index = 0; index < 3000; index++) held.push((await caller.call({ callId: `call-${index}` })).toTag);
    expect(caller.agent.stats().legs).toBe(3000);
    for (const [index, toTag] of held.entries()) {
      expect(statuses(await caller.send('BYE', { cseq: 2, toTag, callId: `call-${index}` }))).toEqual([200]);
    }
    caller.clock.advance(40_000);
    expect(caller.agent.stats()).toMatchObject({ legs: 0, transactions: 0, timers: 0 });
    expect(caller.media.sessions.every((session) => session.closed)).toBe(true);
  });
});
