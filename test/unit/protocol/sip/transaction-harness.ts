import type { Transaction, TransactionFlow, TransactionHost } from '../../../../lib/protocol/sip/index.js';
import {
  defaultSipTimes,
  parseMessage,
  type SipRequest,
  type SipResponse,
  TimerWheel,
} from '../../../../lib/protocol/sip/index.js';
import { VirtualClock } from './virtual-clock.js';

/** A flow that keeps what is sent, with the virtual time of each send. */
export class RecordingFlow implements TransactionFlow {
  readonly remote = { address: '192.0.2.1', port: 5060 };
  readonly reliable: boolean;
  readonly sent: { readonly atMs: number; readonly text: string }[] = [];
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock, reliable: boolean) {
    this.#clock = clock;
    this.reliable = reliable;
  }

  send(bytes: Buffer): void {
    this.sent.push({ atMs: this.#clock.nowMs(), text: bytes.toString() });
  }

  /** Virtual times of all sends, rounded down to the wheel's 10 ms. */
  get timesMs(): number[] {
    return this.sent.map(({ atMs }) => Math.floor(atMs / 10) * 10);
  }

  get lastStatus(): number {
    return Number(/^SIP\/2\.0 (\d+)/.exec(this.sent.at(-1)?.text ?? '')?.[1]);
  }
}

/** Clock, wheel and host of one transaction under test. */
export class TransactionHarness {
  readonly clock = new VirtualClock();
  readonly wheel = new TimerWheel(this.clock);
  readonly flow: RecordingFlow;
  readonly ended: Transaction[] = [];
  readonly host: TransactionHost;

  constructor(reliable = false) {
    this.flow = new RecordingFlow(this.clock, reliable);
    this.host = {
      wheel: this.wheel,
      times: defaultSipTimes,
      onTerminated: (transaction) => this.ended.push(transaction),
    };
  }
}

/** CRLF text from lines. */
export function wire(lines: readonly string[], body = ''): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** A parsed request; fails when the fixture is wrong. */
export function request(method: string, overrides: Readonly<Record<string, string>> = {}): SipRequest {
  const headers = {
    Via: 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKnashds8',
    'Max-Forwards': '70',
    From: 'Alice <sip:alice@atlanta.example.com>;tag=1928301774',
    To: 'Bob <sip:bob@biloxi.example.com>',
    'Call-ID': 'a84b4c76e66710',
    CSeq: `314159 ${method}`,
    Contact: '<sip:alice@192.0.2.1>',
    ...overrides,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const result = parseMessage(wire([`${method} sip:bob@biloxi.example.com SIP/2.0`, ...lines]));
  if (!result.ok || !('method' in result.message)) throw new Error('The fixture is no request.');
  return result.message;
}

/** A parsed response; fails when the fixture is wrong. */
export function response(statusCode: number, method: string, toTag = 'a6c85cf'): SipResponse {
  const result = parseMessage(
    wire([
      `SIP/2.0 ${statusCode} Whatever`,
      'Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK776asdhds',
      'From: <sip:alice@atlanta.example.com>;tag=1928301774',
      `To: <sip:bob@biloxi.example.com>;tag=${toTag}`,
      'Call-ID: a84b4c76e66710',
      `CSeq: 1 ${method}`,
    ]),
  );
  if (!result.ok || !('statusCode' in result.message)) throw new Error('The fixture is no response.');
  return result.message;
}
