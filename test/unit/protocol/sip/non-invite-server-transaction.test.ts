import { describe, expect, it } from 'vitest';
import { NonInviteServerTransaction } from '../../../../lib/protocol/sip/index.js';
import { TransactionHarness } from './transaction-harness.js';

const bytes = (status: number): Buffer => Buffer.from(`SIP/2.0 ${status} X\r\n`);

function begin(reliable = false): { harness: TransactionHarness; transaction: NonInviteServerTransaction } {
  const harness = new TransactionHarness(reliable);
  return { harness, transaction: new NonInviteServerTransaction('key', harness.flow, harness.host) };
}

describe('the non-INVITE server transaction', () => {
  it('absorbs retransmissions until it has something to repeat', () => {
    const { harness, transaction } = begin();
    transaction.receiveRequest();
    expect(harness.flow.sent).toHaveLength(0);
    transaction.respond(183, bytes(183));
    transaction.receiveRequest();
    expect(harness.flow.sent).toHaveLength(2);
  });

  it('repeats the final response until Timer J', () => {
    const { harness, transaction } = begin();
    transaction.respond(200, bytes(200));
    transaction.receiveRequest();
    expect(harness.flow.sent).toHaveLength(2);
    harness.clock.advance(31_990);
    expect(transaction.state).toBe('completed');
    harness.clock.advance(30);
    expect(transaction.state).toBe('terminated');
    transaction.receiveRequest();
    expect(harness.flow.sent).toHaveLength(2);
  });

  it('ends with its response on a reliable flow', () => {
    const { harness, transaction } = begin(true);
    transaction.respond(200, bytes(200));
    expect(transaction.state).toBe('terminated');
    expect(harness.ended).toHaveLength(1);
    expect(harness.wheel.size).toBe(0);
  });

  it('takes no second final response', () => {
    const { transaction } = begin();
    expect(transaction.respond(200, bytes(200))).toBe(true);
    expect(transaction.respond(500, bytes(500))).toBe(false);
  });
});
