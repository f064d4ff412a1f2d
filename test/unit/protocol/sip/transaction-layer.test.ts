import { describe, expect, it } from 'vitest';
import {
  type InviteServerTransaction,
  type ServerTransaction,
  type SipRequest,
  TransactionLayer,
  writeResponse,
} from '../../../../lib/protocol/sip/index.js';
import { request, response, TransactionHarness } from './transaction-harness.js';

function begin(maximumTransactions = 100) {
  const harness = new TransactionHarness();
  const told: string[] = [];
  const transactions: ServerTransaction[] = [];
  const note = (what: string) => (message: SipRequest, transaction?: unknown) => {
    told.push(`${what} ${message.method}`);
    if (transaction && typeof transaction === 'object' && 'key' in transaction) {
      transactions.push(transaction as ServerTransaction);
    }
  };
  const layer = new TransactionLayer({
    wheel: harness.wheel,
    maximumTransactions,
    user: {
      onRequest: note('request'),
      onAck: note('ack'),
      onMerged: note('merged'),
      onOverload: note('overload'),
      onStrayResponse: ({ statusCode }) => told.push(`stray ${statusCode}`),
      onCancel: (message, _transaction, invite) => told.push(`cancel ${message.method} ${invite?.state}`),
    },
  });
  const receive = (message: SipRequest): void => layer.receiveRequest(message, harness.flow);
  return { harness, layer, told, transactions, receive };
}

describe('the transaction layer', () => {
  it('absorbs retransmissions and matches by branch, sent-by and method', () => {
    const { told, receive } = begin();
    receive(request('INVITE'));
    receive(request('INVITE'));
    receive(request('OPTIONS', { 'Call-ID': 'b' }));
    receive(request('INVITE', { Via: 'SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKnashds8', 'Call-ID': 'c' }));
    expect(told).toEqual(['request INVITE', 'request OPTIONS', 'request INVITE']);
  });

  it('gives the ACK of a refusal to its transaction, that of a 2xx to the user', () => {
    const { told, transactions, receive } = begin();
    const invite = request('INVITE');
    receive(invite);
    transactions[0]?.respond(486, writeResponse(invite, { statusCode: 486 }));
    receive(request('ACK'));
    expect(told).toEqual(['request INVITE']);
    receive(request('ACK', { Via: 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKother' }));
    expect(told).toEqual(['request INVITE', 'ack ACK']);
  });

  it('finds the INVITE that a CANCEL names', () => {
    const { told, receive } = begin();
    receive(request('INVITE'));
    receive(request('CANCEL'));
    receive(request('CANCEL', { Via: 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKother' }));
    expect(told.slice(1)).toEqual(['cancel CANCEL proceeding', 'cancel CANCEL undefined']);
  });

  it('matches the messages of an RFC 2543 element without unique branches', () => {
    const { told, transactions, receive } = begin();
    const via = 'SIP/2.0/UDP 192.0.2.1:5060';
    const invite = request('INVITE', { Via: via });
    receive(invite);
    receive(request('INVITE', { Via: via }));
    receive(request('INVITE', { Via: via, 'Call-ID': 'other' }));
    expect(told).toEqual(['request INVITE', 'request INVITE']);
    transactions[0]?.respond(486, writeResponse(invite, { statusCode: 486 }));
    receive(request('ACK', { Via: via, To: 'Bob <sip:bob@biloxi.example.com>;tag=x' }));
    expect((transactions[0] as InviteServerTransaction).state).toBe('confirmed');
  });

  it('notices a request that came by two paths (RFC 3261, section 8.2.2.2)', () => {
    const { told, receive, harness, transactions } = begin();
    receive(request('OPTIONS'));
    receive(request('OPTIONS', { Via: 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKsecond' }));
    expect(told).toEqual(['request OPTIONS', 'merged OPTIONS']);
    for (const transaction of transactions) transaction.respond(200, Buffer.from('x'));
    harness.clock.advance(40_000);
    receive(request('OPTIONS', { Via: 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKthird' }));
    expect(told.at(-1)).toBe('request OPTIONS');
  });

  it('holds no more than its limit, and nothing when all timers are done', () => {
    const { told, receive, layer, harness, transactions } = begin(2);
    for (const id of ['a', 'b', 'c']) {
      const via = `SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK${id}`;
      receive(request('OPTIONS', { Via: via, 'Call-ID': id }));
    }
    expect(told).toEqual(['request OPTIONS', 'request OPTIONS', 'overload OPTIONS']);
    for (const transaction of transactions) transaction.respond(200, Buffer.from('x'));
    harness.clock.advance(33_000);
    expect(layer.size).toBe(0);
    expect(harness.wheel.size).toBe(0);
  });

  it('hands responses to the client transaction of their branch', () => {
    const { layer, harness, told } = begin();
    const heard: number[] = [];
    const user = {
      onResponse: (r: { statusCode: number }) => heard.push(r.statusCode),
      onTimeout: () => heard.push(0),
    };
    layer.sendRequest('z9hG4bK776asdhds|192.0.2.9:5060|BYE', harness.flow, { request: Buffer.from('BYE'), user });
    layer.receiveResponse(response(200, 'BYE'));
    layer.receiveResponse(response(200, 'INVITE'));
    expect(heard).toEqual([200]);
    expect(told).toEqual(['stray 200']);
  });
});
