import { describe, expect, it } from 'vitest';
import { NonInviteClientTransaction } from '../../../../lib/protocol/sip/index.js';
import { response, TransactionHarness } from './transaction-harness.js';

function begin(reliable = false) {
  const harness = new TransactionHarness(reliable);
  const heard: number[] = [];
  const timeouts: number[] = [];
  const user = {
    onResponse: ({ statusCode }: { statusCode: number }) => heard.push(statusCode),
    onTimeout: () => timeouts.push(harness.clock.nowMs()),
  };
  const request = Buffer.from('BYE');
  const transaction = new NonInviteClientTransaction('key', harness.flow, harness.host, { request, user });
  transaction.start();
  return { harness, transaction, heard, timeouts };
}

describe('the non-INVITE client transaction', () => {
  it('retransmits by Timer E, doubled up to T2, and gives up at Timer F', () => {
    const { harness, transaction, timeouts } = begin();
    harness.clock.advance(40_000);
    expect(harness.flow.timesMs.map((ms) => Math.round(ms / 100) * 100)).toEqual([
      0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
    ]);
    expect(timeouts.map((ms) => Math.floor(ms / 100) * 100)).toEqual([32_000]);
    expect(transaction.state).toBe('terminated');
  });

  it('keeps retransmitting every T2 while proceeding', () => {
    const { harness, transaction } = begin();
    harness.clock.advance(490);
    transaction.receiveResponse(response(100, 'BYE'));
    harness.clock.advance(9010);
    expect(harness.flow.timesMs.map((ms) => Math.round(ms / 100) * 100)).toEqual([0, 500, 4500, 8500]);
  });

  it('absorbs repeated final responses for Timer K', () => {
    const { harness, transaction, heard } = begin();
    transaction.receiveResponse(response(200, 'BYE'));
    transaction.receiveResponse(response(200, 'BYE'));
    expect(heard).toEqual([200]);
    harness.clock.advance(4990);
    expect(transaction.state).toBe('completed');
    harness.clock.advance(20);
    expect(transaction.state).toBe('terminated');
    expect(harness.flow.sent).toHaveLength(1);
  });

  it('ends with the final response on a reliable flow and never retransmits', () => {
    const { harness, transaction } = begin(true);
    harness.clock.advance(20_000);
    expect(harness.flow.sent).toHaveLength(1);
    transaction.receiveResponse(response(481, 'BYE'));
    expect(transaction.state).toBe('terminated');
  });
});
