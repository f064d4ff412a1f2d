import { describe, expect, it } from 'vitest';
import { InviteServerTransaction } from '../../../../lib/protocol/sip/index.js';
import { TransactionHarness } from './transaction-harness.js';

const trying = (): Buffer => Buffer.from('SIP/2.0 100 Trying\r\n');
const bytes = (status: number): Buffer => Buffer.from(`SIP/2.0 ${status} X\r\n`);

function begin(reliable = false): { harness: TransactionHarness; transaction: InviteServerTransaction } {
  const harness = new TransactionHarness(reliable);
  return { harness, transaction: new InviteServerTransaction('key', harness.flow, harness.host, trying) };
}

describe('the INVITE server transaction', () => {
  it('sends 100 after 200 ms of silence', () => {
    const { harness } = begin();
    harness.clock.advance(190);
    expect(harness.flow.sent).toHaveLength(0);
    harness.clock.advance(30);
    expect(harness.flow.lastStatus).toBe(100);
    expect(harness.flow.timesMs).toEqual([200]);
  });

  it('sends no 100 when its user was faster', () => {
    const { harness, transaction } = begin();
    transaction.respond(180, bytes(180));
    harness.clock.advance(1000);
    expect(harness.flow.sent).toHaveLength(1);
  });

  it('repeats the last provisional response for a retransmitted request', () => {
    const { harness, transaction } = begin();
    transaction.receiveRequest();
    expect(harness.flow.sent).toHaveLength(0);
    transaction.respond(180, bytes(180));
    transaction.receiveRequest();
    expect(harness.flow.sent.map(({ text }) => text.slice(8, 11))).toEqual(['180', '180']);
  });

  it('repeats a refusal by Timer G: T1, doubled up to T2, until Timer H', () => {
    const { harness, transaction } = begin();
    let timedOut = false;
    transaction.onTimeout = () => (timedOut = true);
    transaction.respond(486, bytes(486));
    harness.clock.advance(40_000);
    const intervals = harness.flow.timesMs
      .slice(1)
      .map((time, index) => time - (harness.flow.timesMs[index] as number));
    expect(intervals.map((ms) => Math.round(ms / 100) * 100)).toEqual([
      500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000, 4000,
    ]);
    expect(timedOut).toBe(true);
    expect(transaction.state).toBe('terminated');
    expect(harness.wheel.size).toBe(0);
  });

  it('is confirmed by ACK, absorbs more of it for Timer I and ends', () => {
    const { harness, transaction } = begin();
    transaction.respond(486, bytes(486));
    expect(transaction.receiveAck()).toBe(false);
    expect(transaction.state).toBe('confirmed');
    transaction.receiveAck();
    transaction.receiveRequest();
    harness.clock.advance(4990);
    expect(transaction.state).toBe('confirmed');
    harness.clock.advance(20);
    expect(transaction.state).toBe('terminated');
    expect(harness.flow.sent).toHaveLength(1);
  });

  it('runs neither Timer G nor Timer I on a reliable flow, but Timer H', () => {
    const refused = begin(true);
    refused.transaction.respond(486, bytes(486));
    refused.harness.clock.advance(31_000);
    expect(refused.harness.flow.sent).toHaveLength(1);
    refused.transaction.receiveAck();
    expect(refused.transaction.state).toBe('terminated');
  });

  it('stays accepted for Timer L after a 2xx, absorbing the request (RFC 6026)', () => {
    const { harness, transaction } = begin();
    transaction.respond(200, bytes(200));
    expect(transaction.state).toBe('accepted');
    transaction.receiveRequest();
    expect(harness.flow.sent).toHaveLength(1);
    expect(transaction.receiveAck()).toBe(true);
    expect(transaction.respond(200, bytes(200))).toBe(true);
    harness.clock.advance(31_990);
    expect(transaction.state).toBe('accepted');
    harness.clock.advance(30);
    expect(transaction.state).toBe('terminated');
    expect(harness.ended).toEqual([transaction]);
  });

  it('takes no second final response', () => {
    const { harness, transaction } = begin();
    transaction.respond(486, bytes(486));
    expect(transaction.respond(200, bytes(200))).toBe(false);
    expect(harness.flow.sent).toHaveLength(1);
  });
});
