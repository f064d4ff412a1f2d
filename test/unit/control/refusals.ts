import { mkdir, symlink, writeFile } from 'node:fs/promises';
import type { Client } from './client.js';
import type { ControlRig } from './live-rig.js';
import { RtpPeer } from './rtp-peer.js';

const nobody = '5b0d1f0e-7d3f-4a51-9a0e-0f6f2c1f9a77';

const answer = (...lines: string[]): string =>
  ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', ...lines, 't=0 0', ''].join('\r\n');

/** A request that is refused, and how. In its parameters `@rtp` is the id of that endpoint, `@/media/x` a path. */
export type Refusal = [method: string, params: Record<string, unknown>, code: string, message: string];

/** Requests of a bound connection that cannot be done. The session needs descriptions of at most 2048 bytes. */
export const refusals: Refusal[] = [
  ['endpoint.create_from_offer', {}, 'INVALID_PARAMS', 'sdp'],
  ['endpoint.create_from_offer', { sdp: 7 }, 'INVALID_PARAMS', 'sdp'],
  ['endpoint.create_from_offer', { sdp: '', direction: 'inactive' }, 'INVALID_PARAMS', 'direction'],
  ['endpoint.create_from_offer', { sdp: 'é'.repeat(1025) }, 'INVALID_PARAMS', 'SDP too large'],
  ['endpoint.create_from_offer', { sdp: 'a=fingerprint:sha-256 AB' }, 'ENDPOINT_ERROR', 'WebRTC'],
  ['endpoint.create_from_offer', { sdp: 'm=audio 9 x 0\r\na=ice-ufrag:abcd' }, 'ENDPOINT_ERROR', 'WebRTC'],
  ['endpoint.create_offer', {}, 'INVALID_PARAMS', 'type'],
  ['endpoint.create_offer', { type: 'sip' }, 'INVALID_PARAMS', 'type'],
  ['endpoint.create_offer', { type: 'rtp', codecs: 'opus' }, 'INVALID_PARAMS', 'codecs'],
  ['endpoint.create_offer', { type: 'rtp', srtp: 'yes' }, 'INVALID_PARAMS', 'srtp'],
  ['endpoint.create_offer', { type: 'webrtc' }, 'ENDPOINT_ERROR', 'WebRTC'],
  ['endpoint.accept_answer', { endpoint_id: '@nobody', sdp: '' }, 'ENDPOINT_ERROR', 'Endpoint not found'],
  ['endpoint.accept_answer', { endpoint_id: 'x', sdp: '' }, 'INVALID_PARAMS', 'endpoint_id'],
  ['endpoint.accept_answer', { endpoint_id: '@rtp', sdp: 'x'.repeat(2049) }, 'INVALID_PARAMS', 'SDP too large'],
  ['endpoint.accept_answer', { endpoint_id: '@rtp', sdp: '' }, 'ENDPOINT_ERROR', 'no connection address'],
  [
    'endpoint.accept_answer',
    { endpoint_id: '@offered', sdp: answer('c=IN IP4 127.0.0.1', 'm=audio 0 RTP/AVP 0') },
    'ENDPOINT_ERROR',
    'no connection address',
  ],
  [
    'endpoint.accept_answer',
    { endpoint_id: '@offered', sdp: answer('c=IN IP4 127.0.0.1', 'm=audio 4000 RTP/AVP 9') },
    'ENDPOINT_ERROR',
    'no codecs from the original offer',
  ],
  ['endpoint.accept_answer', { endpoint_id: '@file', sdp: '' }, 'ENDPOINT_ERROR', "doesn't accept SDP answers"],
  ['endpoint.accept_answer', { endpoint_id: '@tone', sdp: '' }, 'ENDPOINT_ERROR', "doesn't accept SDP answers"],
  ['endpoint.accept_answer', { endpoint_id: '@bridge', sdp: '' }, 'ENDPOINT_ERROR', "doesn't accept SDP answers"],
  ['endpoint.remove', { endpoint_id: '@nobody' }, 'ENDPOINT_ERROR', 'Endpoint not found'],
  ['endpoint.remove', {}, 'INVALID_PARAMS', 'endpoint_id'],
  ['endpoint.ice_restart', { endpoint_id: '@nobody' }, 'ENDPOINT_ERROR', 'Endpoint not found'],
  ['endpoint.ice_restart', { endpoint_id: '@rtp' }, 'ENDPOINT_ERROR', 'Not a WebRTC endpoint'],
  ['endpoint.srtp_rekey', { endpoint_id: '@nobody' }, 'ENDPOINT_ERROR', 'Endpoint not found'],
  ['endpoint.srtp_rekey', { endpoint_id: '@tone' }, 'ENDPOINT_ERROR', 'Not a plain RTP endpoint'],
  ['endpoint.srtp_rekey', { endpoint_id: '@rtp' }, 'ENDPOINT_ERROR', 'SRTP is not active'],
  ['endpoint.transfer', { endpoint_id: '@rtp', target_session_id: '@session' }, 'INVALID_PARAMS', 'target_session_id'],
  ['endpoint.transfer', { endpoint_id: '@nobody', target_session_id: '@nobody' }, 'SESSION_NOT_FOUND', ''],
  ['endpoint.transfer', { endpoint_id: '@nobody', target_session_id: '@otherSession' }, 'ENDPOINT_ERROR', 'not found'],
  ['endpoint.transfer', { endpoint_id: '@file', target_session_id: '@otherSession' }, 'ENDPOINT_ERROR', 'transferred'],
  ['endpoint.transfer', { endpoint_id: '@tone', target_session_id: '@otherSession' }, 'ENDPOINT_ERROR', 'transferred'],
  ['endpoint.transfer', { endpoint_id: '@bridge', target_session_id: '@otherSession' }, 'ENDPOINT_ERROR', 'transfer'],
  ['session.bridge', { target_session_id: '@session' }, 'INVALID_PARAMS', 'target_session_id'],
  ['session.bridge', { target_session_id: '@nobody' }, 'SESSION_NOT_FOUND', ''],
  ['session.bridge', { target_session_id: '@otherSession', direction: 'inactive' }, 'INVALID_PARAMS', 'direction'],
  ['endpoint.create_with_file', {}, 'INVALID_PARAMS', 'source'],
  ['endpoint.create_with_file', { source: 'x', loop_count: 10_001 }, 'INVALID_PARAMS', 'loop_count'],
  ['endpoint.create_with_file', { source: 'x', start_ms: -1 }, 'INVALID_PARAMS', 'start_ms'],
  ['endpoint.create_with_file', { source: 'x', timeout_ms: 0 }, 'INVALID_PARAMS', 'timeout_ms'],
  ['endpoint.create_with_file', { source: 'x', timeout_ms: 60_001 }, 'INVALID_PARAMS', 'timeout_ms'],
  ['endpoint.create_with_file', { source: 'x', headers: { a: 1 } }, 'INVALID_PARAMS', 'headers'],
  ['endpoint.create_with_file', { source: 'x', gain_db: '3' }, 'INVALID_PARAMS', 'gain_db'],
  ['endpoint.create_with_file', { source: '/etc/hostname' }, 'ENDPOINT_ERROR', 'outside the allowed media directory'],
  ['endpoint.create_with_file', { source: '/no/such/file' }, 'ENDPOINT_ERROR', 'outside the allowed media directory'],
  ['endpoint.create_with_file', { source: '@/media/../outside.wav' }, 'ENDPOINT_ERROR', 'outside the allowed media'],
  ['endpoint.create_with_file', { source: '@/media/link.wav' }, 'ENDPOINT_ERROR', 'outside the allowed media'],
  ['endpoint.create_with_file', { source: '@/media/none.wav' }, 'ENDPOINT_ERROR', 'ENOENT'],
  ['endpoint.create_with_file', { source: '@/media/folder' }, 'ENDPOINT_ERROR', 'regular file'],
  ['endpoint.create_with_file', { source: '@/media' }, 'ENDPOINT_ERROR', ''],
  ['endpoint.create_with_file', { source: '@/media/text.wav' }, 'ENDPOINT_ERROR', 'no sound file'],
  ['endpoint.create_with_file', { source: 'ftp://example.com/a.wav' }, 'ENDPOINT_ERROR', ''],
  ['endpoint.create_with_file', { source: 'file:///etc/hostname' }, 'ENDPOINT_ERROR', ''],
  ['endpoint.create_with_file', { source: '\0' }, 'ENDPOINT_ERROR', ''],
  ['endpoint.file.seek', { endpoint_id: '@rtp', position_ms: 0 }, 'ENDPOINT_ERROR', 'Not a file endpoint'],
  ['endpoint.file.seek', { endpoint_id: '@file' }, 'INVALID_PARAMS', 'position_ms'],
  ['endpoint.file.seek', { endpoint_id: '@file', position_ms: -1 }, 'INVALID_PARAMS', 'position_ms'],
  ['endpoint.file.seek', { endpoint_id: '@done', position_ms: 0 }, 'ENDPOINT_ERROR', 'Cannot seek in state'],
  ['endpoint.file.seek', { endpoint_id: '@shared', position_ms: 0 }, 'ENDPOINT_ERROR', 'shared'],
  ['endpoint.file.pause', { endpoint_id: '@tone' }, 'ENDPOINT_ERROR', 'Not a file endpoint'],
  ['endpoint.file.pause', { endpoint_id: '@done' }, 'ENDPOINT_ERROR', 'Cannot pause from state'],
  ['endpoint.file.resume', { endpoint_id: '@bridge' }, 'ENDPOINT_ERROR', 'Not a file endpoint'],
  ['endpoint.file.resume', { endpoint_id: '@done' }, 'ENDPOINT_ERROR', 'Cannot resume from state'],
  ['endpoint.file.resume', { endpoint_id: '@nobody' }, 'ENDPOINT_ERROR', 'Endpoint not found'],
  ['endpoint.create_tone', { tone: 'jingle' }, 'INVALID_PARAMS', 'tone'],
  ['endpoint.create_tone', { tone: 'beep', frequency: 19 }, 'INVALID_PARAMS', 'frequency'],
  ['endpoint.create_tone', { tone: 'sine', frequency: 20_001 }, 'INVALID_PARAMS', 'frequency'],
  ['endpoint.create_tone', { tone: 'sine', duration_ms: 1.5 }, 'INVALID_PARAMS', 'duration_ms'],
  ['endpoint.dtmf.inject', { endpoint_id: '@rtp', digit: '12' }, 'INVALID_PARAMS', 'exactly one character'],
  ['endpoint.dtmf.inject', { endpoint_id: '@rtp', digit: '' }, 'INVALID_PARAMS', 'exactly one character'],
  ['endpoint.dtmf.inject', { endpoint_id: '@rtp', digit: '1', duration_ms: 0 }, 'INVALID_PARAMS', 'duration_ms'],
  ['endpoint.dtmf.inject', { endpoint_id: '@rtp', digit: '1', duration_ms: 10_001 }, 'INVALID_PARAMS', 'duration_ms'],
  ['endpoint.dtmf.inject', { endpoint_id: '@rtp', digit: '1', volume: 64 }, 'INVALID_PARAMS', 'volume'],
  ['endpoint.dtmf.inject', { endpoint_id: '@nobody', digit: '1' }, 'ENDPOINT_ERROR', 'Endpoint not found'],
  [
    'endpoint.dtmf.inject',
    { endpoint_id: '@file', digit: '1' },
    'ENDPOINT_ERROR',
    'Cannot inject DTMF into file endpoint',
  ],
  [
    'endpoint.dtmf.inject',
    { endpoint_id: '@tone', digit: '1' },
    'ENDPOINT_ERROR',
    'Cannot inject DTMF into file endpoint',
  ],
  [
    'endpoint.dtmf.inject',
    { endpoint_id: '@bridge', digit: '1' },
    'ENDPOINT_ERROR',
    'No telephone-event PT negotiated',
  ],
  ['endpoint.dtmf.inject', { endpoint_id: '@rtp', digit: '1' }, 'ENDPOINT_ERROR', 'No telephone-event PT negotiated'],
  ['recording.start', { file_path: 'a.pcap' }, 'INVALID_PARAMS', 'must be absolute'],
  ['recording.start', { file_path: '@/recordings/../a.pcap' }, 'INVALID_PARAMS', "'..'"],
  ['recording.start', { file_path: '/x/../a.pcap', endpoint_id: '@nobody' }, 'INVALID_PARAMS', "'..'"],
  ['recording.start', { file_path: '@/media/a.pcap' }, 'INVALID_PARAMS', 'resolves outside recording_dir'],
  ['recording.start', { file_path: '@/recordings/none/a.pcap' }, 'INVALID_PARAMS', 'cannot resolve parent'],
  ['recording.start', { file_path: '@/recordings/' }, 'INVALID_PARAMS', 'file_path'],
  ['recording.stop', { recording_id: '@nobody' }, 'RECORDING_ERROR', 'Recording not found'],
  ['recording.stop', {}, 'INVALID_PARAMS', 'recording_id'],
  [
    'recording.start',
    { file_path: '@/recordings/a.pcap', endpoint_id: '@nobody' },
    'RECORDING_ERROR',
    'Endpoint not found',
  ],
  ['vad.start', { endpoint_id: '@nobody' }, 'VAD_ERROR', 'Endpoint not found'],
  ['vad.start', { endpoint_id: '@rtp', silence_interval_ms: 99 }, 'INVALID_PARAMS', 'silence_interval_ms'],
  ['vad.start', { endpoint_id: '@rtp', silence_interval_ms: 3_600_001 }, 'INVALID_PARAMS', 'silence_interval_ms'],
  ['vad.start', { endpoint_id: '@rtp', speech_threshold: 1.1 }, 'INVALID_PARAMS', 'speech_threshold'],
  ['vad.stop', { endpoint_id: '@nobody' }, 'VAD_ERROR', 'Endpoint not found'],
  ['vad.stop', { endpoint_id: '@rtp' }, 'VAD_ERROR', 'VAD not active'],
  ['stats.subscribe', { interval_ms: 499 }, 'INVALID_PARAMS', 'interval_ms'],
  ['stats.subscribe', { interval_ms: 3_600_001 }, 'INVALID_PARAMS', 'interval_ms'],
  ['stats.subscribe', undefined as never, 'INVALID_PARAMS', 'params'],
];

/** A session with an endpoint of each type, in which the refusals are tried. */
export class RefusalScene implements AsyncDisposable {
  readonly client: Client;
  readonly sessionId: string;
  /** Ids of endpoints of each type, and of another session. */
  readonly #ids: Record<string, string> = {};
  readonly #rig: ControlRig;
  readonly #other: Client;

  private constructor(rig: ControlRig, client: Client, sessionId: string, other: Client) {
    this.#rig = rig;
    this.client = client;
    this.sessionId = sessionId;
    this.#other = other;
  }

  static async open(rig: ControlRig): Promise<RefusalScene> {
    const { client, sessionId } = await rig.client();
    const other = await rig.client();
    const scene = new RefusalScene(rig, client, sessionId, other.client);
    scene.#ids['otherSession'] = other.sessionId;
    await scene.#fill();
    return scene;
  }

  /** Endpoints there are. */
  get endpointCount(): number {
    return Object.keys(this.#ids).length - 1;
  }

  /** Puts ids and paths in. */
  filled(params: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, this.#valueOf(value)]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
    await this.#other.close();
  }

  async #fill(): Promise<void> {
    const rig = this.#rig;
    const long = await rig.writeTone('long.wav', 440, 60_000);
    await writeFile(rig.path('media', 'text.wav'), 'no sound at all');
    await mkdir(rig.path('media', 'folder'));
    await writeFile(rig.path('outside.wav'), 'secret');
    await symlink(rig.path('outside.wav'), rig.path('media', 'link.wav'));
    await using peer = await RtpPeer.open();
    await this.#create('rtp', 'endpoint.create_from_offer', { sdp: peer.sdp('RTP/AVP 0') });
    await this.#create('offered', 'endpoint.create_offer', { type: 'rtp', codecs: ['pcmu'] });
    await this.#create('file', 'endpoint.create_with_file', { source: long });
    await this.#create('shared', 'endpoint.create_with_file', { source: long, shared: true });
    await this.#create('done', 'endpoint.create_with_file', { source: await rig.writeTone('short.wav', 440, 20) });
    await this.#create('tone', 'endpoint.create_tone', { tone: 'beep' });
    await this.#create('bridge', 'session.bridge', { target_session_id: this.#ids['otherSession'] });
    await new Promise((resolve) => setTimeout(resolve, 200));
    this.client.takeAll();
  }

  async #create(name: string, method: string, params: object): Promise<void> {
    this.#ids[name] = (await this.client.result(method, params))['endpoint_id'] as string;
  }

  #valueOf(value: unknown): unknown {
    if (typeof value !== 'string' || !value.startsWith('@')) return value;
    if (value.startsWith('@/')) return `${this.#rig.directory}${value.slice(1)}`;
    if (value === '@nobody') return nobody;
    if (value === '@session') return this.sessionId;
    return this.#ids[value.slice(1)];
  }
}
