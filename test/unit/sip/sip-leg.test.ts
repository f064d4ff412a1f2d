import { describe, expect, it } from 'vitest';
import type { SipResponse } from '../../../lib/protocol/sip/index.js';
import type { SipLeg } from '../../../lib/sip/index.js';
import { CallerHarness, offer, only, requestOf, statuses } from './caller.js';
import type { RecordingEndpoint } from './recording-media.js';

/** What a leg tells, as short strings. */
function listen(leg: SipLeg): string[] {
  const told: string[] = [];
  leg.events.on('ended', ({ reason, by }) => told.push(`ended ${reason} ${by}`));
  leg.events.on('held', () => told.push('held'));
  leg.events.on('resumed', () => told.push('resumed'));
  leg.events.on('dtmf', ({ digit, durationMs }) => told.push(`${digit} ${durationMs}`));
  return told;
}

const endpointOf = (leg: SipLeg): RecordingEndpoint => leg.endpoint as RecordingEndpoint;

describe('a SIP leg', () => {
  it('answers an offer and configures its endpoint', async () => {
    const caller = await CallerHarness.open();
    const { leg, ok } = await caller.call();
    expect(leg).toMatchObject({
      direction: 'inbound',
      state: 'answered',
      codecName: 'PCMU',
      flow: 'SIP/UDP 192.0.2.7:5060',
    });
    expect(leg.caller).toEqual({ user: 'alice', displayName: 'Alice', uri: 'sip:alice@example.org' });
    expect(leg.called.user).toBe('desk');
    expect(ok.statusCode).toBe(200);
    expect(ok.contact?.uri).toBe('sip:192.0.2.1:5060');
    expect(ok.body.toString()).toMatch(/m=audio 41000 RTP\/AVP 0 101\r\n/);
    expect(endpointOf(leg).configurations).toEqual([
      {
        remote: { address: '192.0.2.7', port: 49_170, rtcpPort: 49_171 },
        rtcpMux: false,
        codec: { name: 'PCMU', payloadType: 0 },
        telephoneEvent: { payloadType: 101, clockRateHz: 8000 },
        direction: 'sendrecv',
        mediaTimeoutMs: 0,
      },
    ]);
  });

  it('rings when the answer takes time, and repeats the 200 until the ACK', async () => {
    const caller = await CallerHarness.open();
    await caller.send('INVITE', { body: offer() });
    caller.clock.advance(160);
    expect(statuses(await caller.settle())).toEqual([180]);
    await caller.legs[0]?.answer();
    caller.clock.advance(3600);
    const repeated = await caller.settle();
    expect(statuses(repeated)).toEqual([200, 200, 200, 200]);
    await caller.send('ACK', { toTag: (repeated[0] as SipResponse).toTag });
    caller.clock.advance(60_000);
    expect(await caller.settle()).toEqual([]);
  });

  it('says BYE when no ACK ever comes', async () => {
    const caller = await CallerHarness.open();
    await caller.send('INVITE', { body: offer() });
    const leg = caller.legs[0] as SipLeg;
    const told = listen(leg);
    await leg.answer();
    caller.clock.advance(31_900);
    expect(statuses(await caller.settle()).every((status) => status === 200)).toBe(true);
    caller.clock.advance(200);
    const bye = requestOf(await caller.settle(), 'BYE');
    expect(bye.uri).toBe('sip:alice@192.0.2.7:5060');
    expect(told).toEqual(['ended timeout error']);
    expect(endpointOf(leg).closed).toBe(true);
  });

  it('ends at the BYE of the caller, once', async () => {
    const caller = await CallerHarness.open();
    const { leg, toTag } = await caller.call();
    const told = listen(leg);
    const branch = 'z9hG4bKbye';
    const headers = ['Reason: Q.850;cause=16'];
    expect(statuses(await caller.send('BYE', { cseq: 2, toTag, branch, headers }))).toEqual([200]);
    expect(statuses(await caller.send('BYE', { cseq: 2, toTag, branch, headers }))).toEqual([200]);
    expect(told).toEqual(['ended hangup remote']);
    expect(leg.state).toBe('ended');
    expect(statuses(await caller.send('BYE', { cseq: 3, toTag }))).toEqual([481]);
  });

  it('ends with 487 when the caller cancels', async () => {
    const caller = await CallerHarness.open();
    const branch = 'z9hG4bKinvite';
    await caller.send('INVITE', { body: offer(), branch });
    const told = listen(caller.legs[0] as SipLeg);
    const answers = (await caller.send('CANCEL', { branch })) as SipResponse[];
    expect(statuses(answers)).toEqual([200, 487]);
    expect(answers[0]?.toTag).toBe(answers[1]?.toTag);
    expect(told).toEqual(['ended cancelled remote']);
    await expect(caller.legs[0]?.answer()).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  it('ignores a CANCEL that comes after the answer', async () => {
    const caller = await CallerHarness.open();
    const branch = 'z9hG4bKinvite';
    const { leg } = await caller.call({ branch });
    expect(statuses(await caller.send('CANCEL', { branch }))).toEqual([200]);
    expect(leg.state).toBe('answered');
  });

  it('refuses a call as told', async () => {
    const caller = await CallerHarness.open();
    await caller.send('INVITE', { body: offer() });
    const told = listen(caller.legs[0] as SipLeg);
    caller.legs[0]?.reject(486, 'At Lunch');
    const response = only(await caller.settle());
    expect([response.statusCode, response.reason]).toEqual([486, 'At Lunch']);
    expect(told).toEqual(['ended rejected local']);
  });

  it.each([
    ['no codec in common', offer('sendrecv', '18 101'), 488, 'NO_COMMON_CODEC'],
    ['a malformed description', 'v=0\r\nnonsense\r\n', 400, 'NO_COMMON_CODEC'],
  ])('refuses %s', async (_what, body, statusCode, code) => {
    const caller = await CallerHarness.open();
    await caller.send('INVITE', { body });
    const told = listen(caller.legs[0] as SipLeg);
    await expect(caller.legs[0]?.answer()).rejects.toMatchObject({ code });
    expect(only(await caller.settle()).statusCode).toBe(statusCode);
    expect(told).toEqual(['ended error error']);
    expect(caller.agent.stats().legs).toBe(0);
  });

  it('hangs up with BYE and waits for its answer', async () => {
    const caller = await CallerHarness.open();
    const { leg } = await caller.call();
    const told = listen(leg);
    let done = false;
    const hangingUp = leg.hangup().then(() => (done = true));
    const bye = requestOf(await caller.settle(), 'BYE');
    expect(told).toEqual(['ended hangup local']);
    expect(done).toBe(false);
    caller.udp.deliver(answerTo(bye));
    await hangingUp;
    caller.clock.advance(6000);
    expect(caller.agent.stats()).toMatchObject({ legs: 0 });
  });

  it('waits for the ACK before its BYE', async () => {
    const caller = await CallerHarness.open();
    await caller.send('INVITE', { body: offer() });
    const leg = caller.legs[0] as SipLeg;
    await leg.answer();
    const [ok] = (await caller.settle()) as [SipResponse];
    void leg.hangup();
    expect(await caller.settle()).toEqual([]);
    expect(statuses(await caller.send('ACK', { toTag: ok.toTag }))).toEqual(['BYE']);
  });

  it('gives up ringing in the end', async () => {
    const caller = await CallerHarness.open({ ringTimeoutMs: 1000 });
    await caller.send('INVITE', { body: offer() });
    const told = listen(caller.legs[0] as SipLeg);
    caller.clock.advance(1100);
    expect(statuses(await caller.settle())).toEqual([180, 480]);
    expect(told).toEqual(['ended timeout error']);
  });

  it('holds and resumes, counting its o= up', async () => {
    const caller = await CallerHarness.open();
    const { leg, toTag } = await caller.call();
    const told = listen(leg);
    const held = only(await caller.send('INVITE', { cseq: 2, toTag, body: offer('sendonly') }));
    expect(held.body.toString()).toContain('a=recvonly');
    expect(held.body.toString()).toMatch(/o=- \d+ 2 IN/);
    await caller.send('ACK', { cseq: 2, toTag });
    const resumed = only(await caller.send('INVITE', { cseq: 3, toTag, body: offer() }));
    expect(resumed.body.toString()).toMatch(/o=- \d+ 3 IN[\s\S]*a=sendrecv/);
    await caller.send('ACK', { cseq: 3, toTag });
    expect(told).toEqual(['held', 'resumed']);
    expect(endpointOf(leg).configurations.map(({ direction }) => direction)).toEqual([
      'sendrecv',
      'recvonly',
      'sendrecv',
    ]);
  });

  it('takes a re-INVITE that overtakes the ACK', async () => {
    const caller = await CallerHarness.open();
    await caller.send('INVITE', { body: offer() });
    const leg = caller.legs[0] as SipLeg;
    await leg.answer();
    const [ok] = (await caller.settle()) as [SipResponse];
    expect(statuses(await caller.send('INVITE', { cseq: 2, toTag: ok.toTag, body: offer('inactive') }))).toEqual([200]);
    await caller.send('ACK', { cseq: 2, toTag: ok.toTag });
    await caller.send('ACK', { cseq: 1, toTag: ok.toTag });
    caller.clock.advance(40_000);
    expect(await caller.settle()).toEqual([]);
    expect(leg.state).toBe('held');
  });

  it('keeps the session when a re-INVITE cannot be met', async () => {
    const caller = await CallerHarness.open();
    const { leg, toTag } = await caller.call();
    expect(only(await caller.send('INVITE', { cseq: 2, toTag, body: offer('sendrecv', '18') })).statusCode).toBe(488);
    expect(leg.state).toBe('answered');
    expect(endpointOf(leg).configurations).toHaveLength(1);
    expect(statuses(await caller.send('BYE', { cseq: 3, toTag }))).toEqual([200]);
  });

  it('offers when the INVITE did not, and takes the answer from the ACK', async () => {
    const caller = await CallerHarness.open();
    await caller.send('INVITE');
    const leg = caller.legs[0] as SipLeg;
    let answered = false;
    const answering = leg.answer().then(() => (answered = true));
    const ok = only(await caller.settle());
    expect(ok.body.toString()).toMatch(/m=audio 41000 RTP\/AVP 111 9 0 8 101/);
    expect(answered).toBe(false);
    expect(endpointOf(leg).configurations).toEqual([]);
    expect(statuses(await caller.send('INVITE', { cseq: 2, toTag: ok.toTag, body: offer() }))).toEqual([491]);
    await caller.send('ACK', { toTag: ok.toTag, body: offer('sendrecv', '8 101') });
    await answering;
    expect(leg.codecName).toBe('PCMA');
  });

  it('ends a call whose late answer cannot be used', async () => {
    const caller = await CallerHarness.open();
    await caller.send('INVITE');
    const leg = caller.legs[0] as SipLeg;
    const told = listen(leg);
    const answering = expect(leg.answer()).rejects.toMatchObject({ code: 'NO_COMMON_CODEC' });
    const ok = only(await caller.settle());
    expect(statuses(await caller.send('ACK', { toTag: ok.toTag }))).toEqual(['BYE']);
    await answering;
    expect(told).toEqual(['ended error error']);
  });

  it('offers in answer to a re-INVITE without description', async () => {
    const caller = await CallerHarness.open();
    const { leg, toTag } = await caller.call();
    const ok = only(await caller.send('INVITE', { cseq: 2, toTag }));
    expect(ok.body.toString()).toContain('m=audio 41000');
    await caller.send('ACK', { cseq: 2, toTag, body: offer('sendrecv', '8') });
    expect(leg.codecName).toBe('PCMA');
  });

  it('hears digits in INFO', async () => {
    const caller = await CallerHarness.open();
    const { leg, toTag } = await caller.call();
    const told = listen(leg);
    const relay = { toTag, contentType: 'application/dtmf-relay' };
    expect(statuses(await caller.send('INFO', { ...relay, cseq: 2, body: 'Signal=5\r\nDuration=200\r\n' }))).toEqual([
      200,
    ]);
    expect(statuses(await caller.send('INFO', { toTag, cseq: 3, contentType: 'application/dtmf', body: '#' }))).toEqual(
      [200],
    );
    expect(statuses(await caller.send('INFO', { toTag, cseq: 4 }))).toEqual([200]);
    expect(statuses(await caller.send('INFO', { ...relay, cseq: 5, body: 'Signal=55' }))).toEqual([400]);
    expect(statuses(await caller.send('INFO', { toTag, cseq: 6, contentType: 'text/plain', body: 'x' }))).toEqual([
      415,
    ]);
    expect(told).toEqual(['5 200', '# 160']);
  });

  it('tells the ACK that answers our offer from one that does not', async () => {
    const caller = await CallerHarness.open();
    await caller.send('INVITE', { body: offer() });
    const leg = caller.legs[0] as SipLeg;
    await leg.answer();
    const [ok] = (await caller.settle()) as [SipResponse];
    const late = { toTag: ok.toTag, cseq: 2 };
    expect(only(await caller.send('INVITE', late)).body.toString()).toContain('m=audio');
    await caller.send('ACK', { toTag: ok.toTag, cseq: 1 });
    expect(leg.state).toBe('answered');
    await caller.send('ACK', { ...late, body: offer('sendrecv', '8') });
    expect(leg.codecName).toBe('PCMA');
  });

  it('does not let unacknowledged re-INVITEs pile up', async () => {
    const caller = await CallerHarness.open();
    const { toTag } = await caller.call();
    const codes: (number | string)[] = [];
    for (let cseq = 2; cseq < 8; cseq++) {
      codes.push(...statuses(await caller.send('INVITE', { cseq, toTag, body: offer() })));
    }
    expect(codes).toEqual([200, 200, 200, 200, 500, 500]);
  });

  it('answers 500 and ends when the media plane refuses', async () => {
    const errors: string[] = [];
    const note = (message: string): void => void errors.push(message);
    const logger = { debug: note, info: note, warn: note, error: note };
    const caller = await CallerHarness.open({ logger });
    const { leg, toTag } = await caller.call();
    endpointOf(leg).configure = () => {
      throw new Error('no');
    };
    const told = listen(leg);
    expect(statuses(await caller.send('INVITE', { cseq: 2, toTag, body: offer() }))).toEqual([500, 'BYE']);
    expect(told).toEqual(['ended error error']);
    expect(errors).toEqual(['Handling a SIP message failed.']);
  });

  it('says goodbye to a caller with a control character in its name', async () => {
    const caller = await CallerHarness.open();
    const text = (method: string, toTag?: string): string =>
      caller.text(method, toTag === undefined ? { body: offer() } : { toTag }).replace('"Alice"', '"A\\\0\x07"');
    caller.udp.deliver(text('INVITE'));
    await caller.legs[0]?.answer();
    const [ok] = (await caller.settle()) as [SipResponse];
    caller.udp.deliver(text('ACK', ok.toTag));
    void caller.legs[0]?.hangup();
    expect(requestOf(await caller.settle(), 'BYE').to?.displayName).toBe('A\0\x07');
  });

  it('cancels the wait for a late answer by signal', async () => {
    const caller = await CallerHarness.open();
    await caller.send('INVITE');
    const abort = new AbortController();
    const answering = expect(caller.legs[0]?.answer({ signal: abort.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    const ok = only(await caller.settle());
    abort.abort();
    await answering;
    expect(statuses(await caller.send('ACK', { toTag: ok.toTag, body: offer() }))).toEqual(['BYE']);
  });

  it('refuses requests out of order', async () => {
    const caller = await CallerHarness.open();
    const { toTag } = await caller.call({ cseq: 10 });
    expect(statuses(await caller.send('INFO', { cseq: 9, toTag }))).toEqual([500]);
  });

  it('ends when no media comes', async () => {
    const caller = await CallerHarness.open({ mediaTimeoutMs: 5000 });
    const { leg } = await caller.call();
    const told = listen(leg);
    expect(endpointOf(leg).configurations[0]?.mediaTimeoutMs).toBe(5000);
    leg.endpoint.events.emit('mediaTimeout', { silentMs: 5000 });
    expect(statuses(await caller.settle())).toEqual(['BYE']);
    expect(told).toEqual(['ended mediaTimeout error']);
  });

  it('sends its BYE where the dialog came from when the Contact is behind a NAT', async () => {
    const caller = await CallerHarness.open();
    const nat = { address: '198.51.100.5', port: 33_333 };
    const viaPattern = '192.0.2.7:5060;branch';
    const text = caller.text('INVITE', { body: offer() }).replace(viaPattern, '192.0.2.7:5060;rport;branch');
    caller.udp.deliver(text, nat);
    await caller.legs[0]?.answer();
    const [ok] = (await caller.settle()) as [SipResponse];
    expect(ok.topViaText).toContain('received=198.51.100.5;rport=33333');
    caller.udp.deliver(caller.text('ACK', { toTag: ok.toTag }), nat);
    void caller.legs[0]?.hangup();
    await Promise.resolve();
    expect(caller.udp.sent.at(-1)?.to).toEqual(nat);
  });
});

function answerTo(request: { readonly headers: { get(name: string): string | undefined } }): string {
  const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'];
  const lines = copied.map((name) => `${name}: ${request.headers.get(name.toLowerCase())}`);
  return ['SIP/2.0 200 OK', ...lines, 'Content-Length: 0', '', ''].join('\r\n');
}
