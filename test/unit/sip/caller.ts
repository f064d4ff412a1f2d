import { SipRequest, SipResponse } from '../../../lib/protocol/sip/index.js';
import { type SipLeg, UserAgent, type UserAgentOptions } from '../../../lib/sip/index.js';
import { VirtualClock } from '../protocol/sip/virtual-clock.js';
import { MemoryTransport, type Sent } from './memory-network.js';
import { RecordingMedia } from './recording-media.js';

/** An offer of PCMU, PCMA and telephone events; `direction` as the attribute says it. */
export function offer(direction = 'sendrecv', formats = '0 8 101'): string {
  return [
    'v=0',
    'o=alice 2890844526 2890844526 IN IP4 192.0.2.7',
    's=-',
    'c=IN IP4 192.0.2.7',
    't=0 0',
    `m=audio 49170 RTP/AVP ${formats}`,
    'a=rtpmap:101 telephone-event/8000',
    `a=${direction}`,
    '',
  ].join('\r\n');
}

/** Random bytes that repeat for a seed. */
export function seededBytes(seed: number): (size: number) => Uint8Array {
  let state = seed;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state & 255;
  };
  return (size) => Uint8Array.from({ length: size }, next);
}

/** Extra parts of a request the caller sends. */
export interface CallerRequest {
  readonly uri?: string;
  readonly cseq?: number;
  readonly branch?: string;
  readonly toTag?: string;
  readonly callId?: string;
  readonly headers?: readonly string[];
  readonly contentType?: string;
  readonly body?: string;
}

/** A user agent on virtual time and the phone at 192.0.2.7 that calls it. */
export class CallerHarness {
  readonly clock = new VirtualClock();
  readonly media = new RecordingMedia();
  readonly legs: SipLeg[] = [];
  agent!: UserAgent;
  udp!: MemoryTransport;
  #branch = 0;

  static async open(options: Partial<UserAgentOptions> = {}, protocol: 'udp' | 'tcp' = 'udp'): Promise<CallerHarness> {
    const harness = new CallerHarness();
    harness.agent = await UserAgent.open({
      listen: [{ protocol, address: '192.0.2.1', port: 5060 }],
      media: harness.media,
      clock: harness.clock,
      randomBytes: seededBytes(1),
      openTransport: (address, listener) => {
        harness.udp = new MemoryTransport(address, listener);
        return Promise.resolve(harness.udp);
      },
      ...options,
    });
    harness.agent.events.on('leg', (leg) => harness.legs.push(leg));
    return harness;
  }

  /** The text of a request; each has a branch of its own unless one is given. */
  text(method: string, parts: CallerRequest = {}): string {
    const { uri = 'sip:desk@192.0.2.1', cseq = 1, toTag, callId = 'call-1', headers = [], body = '' } = parts;
    const branch = parts.branch ?? `z9hG4bKcaller${this.#branch++}`;
    const contentType = parts.contentType ?? (body ? 'application/sdp' : undefined);
    return [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/${this.udp.protocol.toUpperCase()} 192.0.2.7:5060;branch=${branch}`,
      'Max-Forwards: 70',
      'From: "Alice" <sip:alice@example.org>;tag=caller',
      `To: <sip:desk@192.0.2.1>${toTag === undefined ? '' : `;tag=${toTag}`}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
      'Contact: <sip:alice@192.0.2.7:5060>',
      ...headers,
      ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
  }

  /** Sends a request and takes what comes back at once. */
  async send(method: string, parts: CallerRequest = {}): Promise<Sent[]> {
    this.udp.deliver(this.text(method, parts));
    return this.settle();
  }

  /** Lets promises run, then takes what was sent. */
  async settle(): Promise<Sent[]> {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    return this.udp.take();
  }

  /** Calls, is answered and acknowledges. */
  async call(
    parts: CallerRequest = {},
  ): Promise<{ readonly leg: SipLeg; readonly toTag: string; readonly ok: SipResponse }> {
    await this.send('INVITE', { body: offer(), ...parts });
    const leg = this.legs.at(-1) as SipLeg;
    await leg.answer();
    const [ok] = (await this.settle()) as [SipResponse];
    await this.send('ACK', { ...parts, body: '', toTag: ok.toTag });
    return { leg, toTag: ok.toTag, ok };
  }
}

/** The status codes of what came back. */
export function statuses(messages: readonly Sent[]): (number | string)[] {
  return messages.map((message) => (message instanceof SipResponse ? message.statusCode : message.method));
}

/** The only message, as a response. */
export function only(messages: readonly Sent[]): SipResponse {
  const [message] = messages;
  if (messages.length !== 1 || !(message instanceof SipResponse)) {
    throw new Error(`expected one response, got ${JSON.stringify(statuses(messages))}`);
  }
  return message;
}

/** The first request of ours in `messages`. */
export function requestOf(messages: readonly Sent[], method: string): SipRequest {
  const found = messages.find((message) => message instanceof SipRequest && message.method === method);
  if (!(found instanceof SipRequest)) throw new Error(`no ${method} in ${JSON.stringify(statuses(messages))}`);
  return found;
}
