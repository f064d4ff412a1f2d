import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlServer, type ControlSettings } from '../../../lib/control/index.js';
import { MediaEngine } from '../../../lib/media/index.js';
import { Client, type Message } from './client.js';
import { RtpPeer } from './rtp-peer.js';

/** A control server and the directories it was given: `media`, `recordings` and `cache` below `directory`. */
export abstract class ControlRig {
  readonly directory: string;

  protected constructor(directory: string) {
    this.directory = directory;
  }

  /** Of the control protocol, on the loopback interface. */
  abstract get port(): number;

  path(...names: string[]): string {
    return join(this.directory, ...names);
  }

  /** A sine of half of full scale in `media/name`: WAV, mono, 16 bit. */
  async writeTone(name: string, hz: number, ms: number, rateHz = 8000): Promise<string> {
    const samples = Math.round((rateHz * ms) / 1000);
    const wav = Buffer.alloc(44 + 2 * samples);
    wav.write('RIFF');
    wav.writeUInt32LE(36 + 2 * samples, 4);
    wav.write('WAVEfmt ', 8);
    wav.writeUInt32LE(16, 16);
    wav.writeUInt16LE(1, 20);
    wav.writeUInt16LE(1, 22);
    wav.writeUInt32LE(rateHz, 24);
    wav.writeUInt32LE(2 * rateHz, 28);
    wav.writeUInt16LE(2, 32);
    wav.writeUInt16LE(16, 34);
    wav.write('data', 36);
    wav.writeUInt32LE(2 * samples, 40);
    for (let i = 0; i < samples; i++) {
      wav.writeInt16LE(Math.round(16_384 * Math.sin((2 * Math.PI * hz * i) / rateHz)), 44 + 2 * i);
    }
    const path = this.path('media', name);
    await writeFile(path, wav);
    return path;
  }

  /** A client with a session of its own. */
  async client(): Promise<{ client: Client; sessionId: string }> {
    const client = await Client.connect(this);
    return { client, sessionId: await client.createSession() };
  }
}

/** A control server with real media threads and sockets on the loopback interface, and directories of its own. */
export class LiveRig extends ControlRig implements AsyncDisposable {
  readonly server: ControlServer;
  readonly engine: MediaEngine;

  private constructor(directory: string, server: ControlServer, engine: MediaEngine) {
    super(directory);
    this.server = server;
    this.engine = engine;
  }

  static async start(settings: Partial<ControlSettings> = {}, threads = 1): Promise<LiveRig> {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'ossicle-control-')));
    await Promise.all(['media', 'recordings'].map((name) => mkdir(join(directory, name))));
    const portBase = 10_000 + 2 * Math.floor(Math.random() * 8000);
    const rtpPorts = { min: portBase, max: portBase + 399 };
    const engine = new MediaEngine({ threads, bindAddress: '127.0.0.1', rtpPorts });
    const server = await ControlServer.start({
      listen: [{ address: '127.0.0.1', port: 0 }],
      media: engine,
      settings: {
        mediaAddress: '127.0.0.1',
        mediaDir: join(directory, 'media'),
        recordingDir: join(directory, 'recordings'),
        cacheDir: join(directory, 'cache'),
        allowedUrlAddresses: ['127.0.0.0/8'],
        ...settings,
      },
    });
    return new LiveRig(directory, server, engine);
  }

  get port(): number {
    return this.server.listening[0]?.port ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await this.engine.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** A peer that has been answered and has sent a first packet, so that it hears its session. */
export async function callIn(
  client: Client,
  params: Record<string, unknown> = {},
): Promise<{ peer: RtpPeer; id: string; answer: string }> {
  const peer = await RtpPeer.open();
  const result = await client.result('endpoint.create_from_offer', { sdp: peer.sdp(), ...params });
  const answer = result['sdp_answer'] as string;
  peer.call(answer);
  await peer.talk(0, 40);
  return { peer, id: result['endpoint_id'] as string, answer };
}

/** The next event of that name; others before it are left out. */
export async function eventOf(client: Client, name: string): Promise<Record<string, unknown>> {
  for (;;) {
    const message: Message = await client.next();
    if (message.event === name) return message.data ?? {};
  }
}
