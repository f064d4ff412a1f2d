import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../phones/until.js';
import { Client } from '../unit/control/client.js';
import { callIn, eventOf } from '../unit/control/live-rig.js';
import { RefusalScene, refusals } from '../unit/control/refusals.js';
import { RtpPeer } from '../unit/control/rtp-peer.js';
import { exchangeACall } from '../unit/control/worked-exchange.js';
import { NpmStartRig } from './npm-start-rig.js';

const rtpPairs = 8;
const maxSessions = 5;
/** The methods of rtpbridge but `endpoint.ice_restart`, which needs WebRTC. */
const methods = [
  ...['create', 'attach', 'destroy', 'info', 'list', 'bridge'].map((name) => `session.${name}`),
  ...['create_from_offer', 'create_offer', 'accept_answer', 'remove', 'srtp_rekey'].map((name) => `endpoint.${name}`),
  ...['transfer', 'create_with_file', 'create_tone', 'dtmf.inject'].map((name) => `endpoint.${name}`),
  ...['seek', 'pause', 'resume'].map((name) => `endpoint.file.${name}`),
  ...['recording.start', 'recording.stop', 'vad.start', 'vad.stop', 'stats.subscribe', 'stats.unsubscribe'],
];

let rig: NpmStartRig;
beforeAll(async () => {
  rig = await NpmStartRig.start(rtpPairs, {
    OSSICLE_MAX_SESSIONS: String(maxSessions),
    OSSICLE_MAX_RECORDINGS_PER_SESSION: '1',
    OSSICLE_MAX_SDP_SIZE_KB: '2',
    OSSICLE_EMPTY_SESSION_TIMEOUT_SECS: '3',
  });
}, 60_000);
afterAll(() => rig[Symbol.asyncDispose]());

/** Ends the sessions of clients, so that the next test finds the server empty. */
async function leave(...clients: readonly Client[]): Promise<void> {
  for (const client of clients) {
    await client.request('session.destroy').catch(() => undefined);
    await client.close();
  }
  const look = await Client.connect(rig);
  await until('no session is left', async () => {
    const { sessions } = await look.result('session.list');
    return (sessions as unknown[]).length === 0 ? true : undefined;
  });
  await look.close();
}

describe('a server started by npm start', () => {
  test('exchanges a call, message by message', async () => {
    await exchangeACall(rig);
  });

  test('does what every method asks', { timeout: 20_000 }, async () => {
    const { client, sessionId } = await rig.client();
    const other = await rig.client();
    const done = new Set<string>(['session.create']);
    const result = (method: string, params: object = {}): Promise<Record<string, unknown>> => {
      done.add(method);
      return client.result(method, params);
    };
    const { peer, id } = await callIn(client);
    done.add('endpoint.create_from_offer');
    await using callee = await RtpPeer.open();
    const offer = await result('endpoint.create_offer', { type: 'rtp', srtp: true, codecs: ['pcmu'] });
    const answer = (offer['sdp_offer'] as string).replace(/^m=audio \d+/m, `m=audio ${callee.port}`);
    expect(await result('endpoint.accept_answer', { endpoint_id: offer['endpoint_id'], sdp: answer })).toEqual({});
    await eventOf(client, 'endpoint.state_changed');
    const rekeyed = await result('endpoint.srtp_rekey', { endpoint_id: offer['endpoint_id'] });
    expect(rekeyed['sdp']).toMatch(/^a=crypto:1 /m);

    const file_path = rig.path('recordings', 'methods.pcap');
    const { recording_id } = await result('recording.start', { file_path, endpoint_id: id });
    expect(await result('vad.start', { endpoint_id: id })).toEqual({});
    expect(await result('stats.subscribe', { interval_ms: 500 })).toEqual({});
    expect(await result('endpoint.dtmf.inject', { endpoint_id: id, digit: '#' })).toEqual({});
    await peer.talk(440, 700);
    expect(await eventOf(client, 'vad.speech_started')).toEqual({ endpoint_id: id });
    expect(await eventOf(client, 'stats')).toEqual({ endpoints: expect.any(Array) });
    expect(peer.packets.filter(({ payloadType }) => payloadType === 101)).toHaveLength(10);
    expect(await result('stats.unsubscribe')).toEqual({});
    expect(await result('vad.stop', { endpoint_id: id })).toEqual({});
    client.takeAll();
    expect(await result('recording.stop', { recording_id })).toMatchObject({ file_path, dropped_packets: 0 });

    const source = await rig.writeTone('methods.wav', 440, 20_000);
    const { endpoint_id: file } = await result('endpoint.create_with_file', { source });
    for (const [method, state] of [['pause', 'paused'] as const, ['resume', 'playing'] as const]) {
      expect(await result(`endpoint.file.${method}`, { endpoint_id: file })).toEqual({});
      expect(await eventOf(client, 'endpoint.state_changed')).toMatchObject({ new_state: state });
    }
    expect(await result('endpoint.file.seek', { endpoint_id: file, position_ms: 10_000 })).toEqual({});
    expect(await result('endpoint.create_tone', { tone: 'busy' })).toMatchObject({ tone: 'busy' });
    const bridge = await result('session.bridge', { target_session_id: other.sessionId });
    expect(Object.keys(bridge)).toEqual(['endpoint_id', 'target_endpoint_id']);
    const target = { endpoint_id: id, target_session_id: other.sessionId };
    expect(await result('endpoint.transfer', target)).toEqual(target);
    expect(await eventOf(client, 'endpoint.transferred_out')).toEqual(target);
    expect(await eventOf(other.client, 'endpoint.transferred_in')).toMatchObject({ source_session_id: sessionId });
    expect(await result('endpoint.remove', { endpoint_id: offer['endpoint_id'] })).toEqual({});
    expect(await result('session.info')).toMatchObject({ session_id: sessionId, state: 'active' });
    expect((await result('session.list'))['sessions']).toHaveLength(2);

    const taker = await Client.connect(rig);
    client.socket.terminate();
    await until('it is an orphan', async () => {
      const code = await taker.code('session.attach', { session_id: sessionId });
      return code === 'SESSION_NOT_ORPHANED' ? undefined : true;
    });
    expect((await taker.result('session.info'))['session_id']).toBe(sessionId);
    done.add('session.attach').add('session.destroy');
    expect(await taker.result('session.destroy')).toEqual({});
    expect([...done].sort()).toEqual([...methods].sort());
    await peer[Symbol.asyncDispose]();
    await leave(taker, other.client);
  });

  test('refuses what cannot be done, in the words of the tables', { timeout: 30_000 }, async () => {
    await using scene = await RefusalScene.open(rig);
    for (const [method, params, code, message] of refusals) {
      const { error } = await scene.client.request(method, params && scene.filled(params));
      expect(error, `${method} ${JSON.stringify(params)}`).toEqual({
        code,
        message: expect.stringContaining(message),
      });
    }
    await leave(scene.client);
  });

  test('refuses bad envelopes and sessions that cannot be had', { timeout: 20_000 }, async () => {
    const { client, sessionId } = await rig.client();
    const codeOf = async (text: string): Promise<string | undefined> => {
      client.send(text);
      return (await client.next()).error?.code;
    };
    expect(await codeOf('nonsense')).toBe('PARSE_ERROR');
    expect(await codeOf('{"id":"","method":"session.list"}')).toBe('INVALID_REQUEST');
    expect(await codeOf('{"id":"1","method":"session.dance"}')).toBe('UNKNOWN_METHOD');
    expect(await codeOf(JSON.stringify({ id: 'x'.repeat(1025), method: 'session.list' }))).toBe('INVALID_PARAMS');
    expect(await client.code('session.create')).toBe('SESSION_ALREADY_BOUND');
    const stranger = await Client.connect(rig);
    expect(await stranger.code('session.info')).toBe('NO_SESSION');
    expect(await stranger.code('session.attach', { session_id: sessionId })).toBe('SESSION_NOT_ORPHANED');
    expect(await stranger.code('session.attach', { session_id: sessionId.replace(/^./, 'f') })).toBe(
      sessionId.startsWith('f') ? 'SESSION_NOT_ORPHANED' : 'SESSION_NOT_FOUND',
    );
    const more = await Promise.all(Array.from({ length: maxSessions - 1 }, () => rig.client()));
    expect(await stranger.code('session.create')).toBe('MAX_SESSIONS_REACHED');
    expect(await eventOf(client, 'session.empty_timeout')).toEqual({ session_id: sessionId, empty_timeout_secs: 3 });
    expect(await client.code('session.info')).toBe('SESSION_GONE');
    expect(await client.code('session.destroy')).toBe('SESSION_NOT_FOUND');
    expect(await client.code('session.info')).toBe('NO_SESSION');
    await leave(client, stranger, ...more.map((each) => each.client));
  });

  test('keeps to its limits', { timeout: 20_000 }, async () => {
    const { client, sessionId } = await rig.client();
    const other = await rig.client();
    const refusal = async (method: string, params: object) => (await client.request(method, params)).error;
    for (let pair = 0; pair < rtpPairs; pair++) await client.result('endpoint.create_offer', { type: 'rtp' });
    expect(await refusal('endpoint.create_offer', { type: 'rtp' })).toEqual({
      code: 'ENDPOINT_ERROR',
      message: expect.stringContaining('No available port pairs'),
    });
    const file_path = rig.path('recordings', 'limits.pcap');
    await client.result('recording.start', { file_path });
    expect(await refusal('recording.start', { file_path: rig.path('recordings', 'more.pcap') })).toEqual({
      code: 'RECORDING_ERROR',
      message: expect.stringContaining('Maximum concurrent recordings'),
    });
    await writeFile(rig.path('recordings', 'taken.pcap'), 'mine');
    expect(
      (await other.client.request('recording.start', { file_path: rig.path('recordings', 'taken.pcap') })).error,
    ).toEqual({ code: 'RECORDING_ERROR', message: expect.stringContaining('Cannot create recording file') });
    for (let count = rtpPairs; count < 20; count++) await client.result('endpoint.create_tone', { tone: 'busy' });
    expect((await refusal('endpoint.create_tone', { tone: 'busy' }))?.message).toContain('max endpoints reached');
    for (const [method, params] of [
      ['endpoint.create_from_offer', { sdp: '' }],
      ['endpoint.create_offer', { type: 'rtp' }],
      ['endpoint.create_with_file', { source: 'x' }],
    ] as const) {
      expect((await refusal(method, params))?.message).toContain('MAX_ENDPOINTS_REACHED');
    }
    const full = expect.stringContaining('Maximum endpoints per session reached');
    const bridge = await other.client.request('session.bridge', { target_session_id: sessionId });
    expect(bridge.error).toEqual({ code: 'ENDPOINT_ERROR', message: full });
    const { endpoints } = await client.result('session.info');
    const [first] = endpoints as { readonly endpoint_id: string }[];
    await client.result('endpoint.remove', { endpoint_id: first?.endpoint_id });
    const moving = await other.client.result('endpoint.create_offer', { type: 'rtp' });
    await client.result('endpoint.create_tone', { tone: 'busy' });
    const transfer = { endpoint_id: moving['endpoint_id'], target_session_id: sessionId };
    expect((await other.client.request('endpoint.transfer', transfer)).error).toEqual({
      code: 'TRANSFER_FAILED',
      message: full,
    });
    await leave(client, other.client);
  });

  test('ends when it is told to, once its clients have', { timeout: 30_000 }, async () => {
    const { client } = await rig.client();
    rig.signal('SIGTERM');
    await rig.waitForLog(/Waiting for 1 session/);
    expect(await client.code('session.create')).toBe('SHUTTING_DOWN');
    await client.result('session.destroy');
    await client.close();
    expect(await rig.waitForEnd()).toEqual({ code: 0, signal: null });
  });
});
