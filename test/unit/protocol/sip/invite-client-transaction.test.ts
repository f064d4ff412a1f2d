import { describe, expect, it } from 'vitest';
import { InviteClientTransaction } from '../../../../lib/protocol/sip/index.js';
import { response, TransactionHarness } from './transaction-harness.js';

interface Run {
  readonly harness: TransactionHarness;
  readonly transaction: InviteClientTransaction;
  readonly heard: number[];
  readonly timeouts: number[];
}

function begin(reliable = false): Run {
  const harness = new TransactionHarness(reliable);
  const heard: number[] = [];
  const timeouts: number[] = [];
  const transaction = new InviteClientTransaction('key', harness.flow, harness.host, {
    request: Buffer.from('INVITE'),
    makeAck: ({ statusCode }) => Buffer.from(`ACK ${statusCode}`),
    user: {
      onResponse: ({ statusCode }) => heard.push(statusCode),
      onTimeout: () => timeouts.push(harness.clock.nowMs()),
    },
  });
  transaction.start();
  return { harness, transaction, heard, timeouts };
}

describe('the INVITE client transaction', () => {
  it('retransmits by Timer A, doubled without limit, and gives up at Timer B', () => {
    const { harness, transaction, timeouts } = begin();
    harness.clock.advance(40_000);
    expect(harness.flow.timesMs.map((ms) => Math.round(ms / 100) * 100)).toEqual([
      0, 500, 1500, 3500, 7500, 15_500, 31_500,
    ]);
    expect(timeouts.map((ms) => Math.floor(ms / 100) * 100)).toEqual([32_000]);
    expect(transaction.state).toBe('terminated');
  });

  it('stops retransmitting at the first provisional response and then waits without limit', () => {
    const { harness, transaction, heard, timeouts } = begin();
    transaction.receiveResponse(response(180, 'INVITE'));
    transaction.receiveResponse(response(183, 'INVITE'));
    harness.clock.advance(100_000);
    expect(harness.flow.sent).toHaveLength(1);
    expect(heard).toEqual([180, 183]);
    expect(timeouts).toEqual([]);
    expect(transaction.state).toBe('proceeding');
  });

  it('acknowledges a refusal, and each repetition of it, for Timer D', () => {
    const { harness, transaction, heard } = begin();
    transaction.receiveResponse(response(486, 'INVITE'));
    transaction.receiveResponse(response(486, 'INVITE'));
    expect(harness.flow.sent.map(({ text }) => text)).toEqual(['INVITE', 'ACK 486', 'ACK 486']);
    expect(heard).toEqual([486]);
    harness.clock.advance(31_990);
    expect(transaction.state).toBe('completed');
    harness.clock.advance(30);
    expect(transaction.state).toBe('terminated');
  });

  it('runs neither Timer A nor Timer D on a reliable flow', () => {
    const { harness, transaction } = begin(true);
    harness.clock.advance(10_000);
    expect(harness.flow.sent).toHaveLength(1);
    transaction.receiveResponse(response(486, 'INVITE'));
    expect(transaction.state).toBe('terminated');
  });

  it('hands every 2xx to its user for Timer M (RFC 6026)', () => {
    const { harness, transaction, heard } = begin();
    transaction.receiveResponse(response(200, 'INVITE', 'one'));
    transaction.receiveResponse(response(200, 'INVITE', 'two'));
    transaction.receiveResponse(response(486, 'INVITE'));
    expect(heard).toEqual([200, 200]);
    expect(harness.flow.sent).toHaveLength(1);
    harness.clock.advance(32_020);
    expect(transaction.state).toBe('terminated');
  });
});
