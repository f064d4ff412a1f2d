import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientSession, ControlClient } from '../../lib/control/client/index.js';
import { dominantFrequencyHz, envelopeDbfs, toneLevelDbfs, toneSnrDb } from '../phones/audio-analysis.js';
import { Baresip, type BaresipOptions, baresipInstalled } from '../phones/baresip.js';
import { OssicleServer } from '../phones/ossicle-server.js';
import { excerpt, tone } from '../phones/signals.js';
import { SipDesk } from '../phones/sip-desk.js';
import { tsharkInstalled } from '../phones/tshark.js';
import { until } from '../phones/until.js';

/** Phones that call a desk of a few lines, whose media is all the media server's. */
class Exchange implements AsyncDisposable {
  readonly recordings: string;
  readonly #held: AsyncDisposable[];
  readonly server: OssicleServer;
  readonly client: ControlClient;
  /** Which session takes a caller, by its name. */
  readonly sessions = new Map<string, ClientSession>();
  readonly endpoints = new Map<string, string>();
  readonly #desk: SipDesk;

  private constructor(server: OssicleServer, client: ControlClient, desk: SipDesk) {
    [this.server, this.client, this.#desk, this.#held] = [server, client, desk, [server, client, desk]];
    this.recordings = server.recordingsFolder;
  }

  static async open(): Promise<Exchange> {
    const server = await OssicleServer.start();
    const client = await ControlClient.connect(`ws://127.0.0.1:${server.controlPort}`);
    const desk = await SipDesk.open((offer, caller) => exchange.answer(offer, caller));
    const exchange: Exchange = new Exchange(server, client, desk);
    return exchange;
  }

  async answer(offer: string, caller: string): Promise<string> {
    const session = this.sessions.get(caller);
    if (!session) throw new Error(`no session for ${caller}`);
    const { endpoint_id, sdp_answer } = await session.request('endpoint.create_from_offer', { sdp: offer });
    this.endpoints.set(caller, endpoint_id);
    return sdp_answer;
  }

  /** A phone that calls into `session`. */
  async call(session: ClientSession, options: BaresipOptions): Promise<Baresip> {
    this.sessions.set(options.name, session);
    const phone = await Baresip.start(options);
    this.#held.push(phone);
    await phone.dial(this.#desk.uri);
    return phone;
  }

  endpointOf(name: string): string {
    return this.endpoints.get(name) ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const held of this.#held.reverse()) await held[Symbol.asyncDispose]();
  }
}

function expectTone(phone: Baresip, frequencyHz: number, levelDbfs: number, seconds = 1.5): void {
  const heard = phone.heard();
  const last = excerpt(heard, heard.samples.length / heard.sampleRateHz - seconds, seconds - 0.2);
  expect(dominantFrequencyHz(last)).toBeCloseTo(frequencyHz, -1);
  expect(Math.abs(toneLevelDbfs(last, frequencyHz) - levelDbfs)).toBeLessThan(1);
  expect(toneSnrDb(last, frequencyHz)).toBeGreaterThan(25);
}

describe.skipIf(!baresipInstalled)(`the media server${baresipInstalled ? '' : ' (skipped: no baresip here)'}`, () => {
  let exchange: Exchange;
  beforeEach(async () => {
    exchange = await Exchange.open();
  });
  afterEach(() => exchange[Symbol.asyncDispose]());

  const srtp = { name: 'ann', microphone: tone(440, -20, 60), codec: 'PCMU', srtp: true } as const;
  const wideband = { name: 'bob', microphone: tone(1_000, -12, 60, 16_000), codec: 'G722' } as const;

  it('joins a phone with SRTP and one with G.722, passes keys both ways, and records both', async () => {
    const session = await exchange.client.createSession();
    const digits: unknown[] = [];
    session.on('dtmf', ({ endpoint_id, digit }) => digits.push([endpoint_id, digit]));
    const file_path = join(exchange.recordings, 'both.pcap');
    const { recording_id } = await session.request('recording.start', { file_path });
    const [ann, bob] = [await exchange.call(session, srtp), await exchange.call(session, wideband)];
    await Promise.all([ann.heardMore(3), bob.heardMore(3)]);
    expectTone(ann, 1_000, -12);
    expectTone(bob, 440, -20);

    await ann.press('5');
    await until('the server told the key', () => digits.length > 0);
    expect(digits).toEqual([[exchange.endpointOf('ann'), '5']]);
    await until('the other phone had the key', () => keysOf(bob).includes('5'));
    await session.request('endpoint.dtmf.inject', { endpoint_id: exchange.endpointOf('ann'), digit: '7' });
    await until('the phone had the key of the server', () => keysOf(ann).includes('7'));
    expect(keysOf(bob)).toEqual(['5']);

    const report = await session.request('recording.stop', { recording_id });
    expect(report).toMatchObject({ dropped_packets: 0 });
    expect(report.packets).toBeGreaterThan(300);
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (tsharkInstalled) {
      const sources = capturedSources(report.file_path);
      expect(sources.get('10.1.0.1')).toBeGreaterThan(150);
      expect(sources.get('10.1.0.2')).toBeGreaterThan(150);
    }
    await Promise.all([ann.hangup(), bob.hangup()]);
    await session.destroy();
  });

  it('moves a phone in mid-tone with no gap above 60 ms, and bridges sessions', async () => {
    const [first, second] = [await exchange.client.createSession(), await exchange.client.createSession()];
    await first.request('endpoint.create_tone', { tone: 'sine', frequency: 500 });
    await second.request('endpoint.create_tone', { tone: 'sine', frequency: 700 });
    const ann = await exchange.call(first, srtp);
    await ann.heardMore(2);
    await first.request('endpoint.transfer', { endpoint_id: exchange.endpointOf('ann'), target_session_id: second.id });
    await ann.heardMore(2);
    const heard = ann.heard();
    const seconds = heard.samples.length / heard.sampleRateHz;
    expect(dominantFrequencyHz(excerpt(heard, 1, 0.8))).toBeCloseTo(500, -1);
    expect(dominantFrequencyHz(excerpt(heard, seconds - 1, 0.8))).toBeCloseTo(700, -1);
    expect(longestGapMs(envelopeDbfs(excerpt(heard, 1, seconds - 1), 20))).toBeLessThanOrEqual(60);

    const third = await exchange.client.createSession();
    const bob = await exchange.call(third, wideband);
    const { endpoint_id } = await third.request('session.bridge', { target_session_id: second.id });
    await Promise.all([bob.heardMore(2), ann.heardMore(2)]);
    const bobHeard = bob.heard();
    const last = excerpt(bobHeard, bobHeard.samples.length / bobHeard.sampleRateHz - 1.2, 1);
    expect(toneLevelDbfs(last, 440)).toBeCloseTo(-20, -0.5);
    expect(toneLevelDbfs(last, 700)).toBeGreaterThan(-20);
    await third.request('endpoint.remove', { endpoint_id });
    await until('the other end of the bridge is gone', async () => {
      const { endpoints } = await second.request('session.info');
      return endpoints.every(({ endpoint_type }) => endpoint_type !== 'bridge');
    });
  });
});

function keysOf(phone: Baresip): (string | undefined)[] {
  return phone.events.filter(({ type }) => type === 'CALL_DTMF_START').map(({ param }) => param);
}

/** Runs of 20 ms below -40 dBFS. */
function longestGapMs(levels: readonly number[]): number {
  let [longest, run] = [0, 0];
  for (const level of levels) {
    run = level < -40 ? run + 20 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Packets of each source in a capture file, as Wireshark's dissectors read it. */
function capturedSources(path: string): Map<string, number> {
  const fields = ['-T', 'fields', '-e', 'ip.src', '-e', 'ip.checksum.status'];
  const args = ['-r', path, '-o', 'ip.check_checksum:TRUE', '-d', 'udp.port==10000,rtp', '-Y', 'rtp', ...fields];
  const text = execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const counts = new Map<string, number>();
  for (const line of text.trim().split('\n')) {
    const [source = '', good] = line.split('\t');
    expect(good).toBe('1');
    counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  return counts;
}
