import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeSipPort, rtpPortBlock } from './port-range.js';
import { Program, type ProgramEnd } from './program.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const RTP_PORTS = 100;

/** Options of {@link OssicleServer.start}. */
export interface OssicleServerOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** The server under test, started as a user starts it. */
export class OssicleServer implements AsyncDisposable {
  readonly sipPort: number;
  readonly rtpPorts: { readonly min: number; readonly max: number };
  readonly recordingsFolder: string;
  readonly #program: Program;
  readonly #folder: string;

  private constructor(program: Program, sipPort: number, rtpPorts: { min: number; max: number }, folder: string) {
    this.#program = program;
    this.sipPort = sipPort;
    this.rtpPorts = rtpPorts;
    this.#folder = folder;
    this.recordingsFolder = join(folder, 'recordings');
  }

  static async start(options: OssicleServerOptions = {}, signal?: AbortSignal): Promise<OssicleServer> {
    const folder = mkdtempSync(join(tmpdir(), 'ossicle-'));
    const [sipPort, rtp] = [await freeSipPort(), rtpPortBlock(RTP_PORTS)];
    const flags = ['--sip-port', String(sipPort), '--media-ip', '127.0.0.1', '--rtp-ports', `${rtp.min}-${rtp.max}`];
    const folders = ['--recordings', join(folder, 'recordings'), '--cache-dir', join(folder, 'cache')];
    const args = [MAIN, 'serve', ...flags, ...folders, '--listen', '127.0.0.1:0', '--json', ...(options.args ?? [])];
    const program = Program.start(process.execPath, args, { cwd: folder, env: options.env ?? process.env });
    const server = new OssicleServer(program, sipPort, rtp, folder);
    try {
      await program.waitForLine(/\bready\b/, { signal });
    } catch (error) {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
    return server;
  }

  get uri(): string {
    return `sip:desk@127.0.0.1:${this.sipPort}`;
  }

  get address(): string {
    return `127.0.0.1:${this.sipPort}`;
  }

  /** The port of the control protocol. */
  get controlPort(): number {
    return Number(/control on 127\.0\.0\.1:(\d+)/.exec(this.log)?.[1]);
  }

  get pid(): number {
    return this.#program.pid ?? 0;
  }

  get log(): string {
    return this.#program.output;
  }

  /** The first line it printed that matches, once there is one. */
  waitForLog(pattern: RegExp, signal?: AbortSignal): Promise<string> {
    return this.#program.waitForLine(pattern, { signal });
  }

  signal(signal: NodeJS.Signals): void {
    this.#program.kill(signal);
  }

  /** How the process ended; undefined while it runs. */
  get end(): ProgramEnd | undefined {
    return this.#program.end;
  }

  /** Full paths of the recordings made so far, oldest name first. */
  recordings(): string[] {
    if (!existsSync(this.recordingsFolder)) return [];
    const names = readdirSync(this.recordingsFolder, { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => name.endsWith('.wav'))
      .sort()
      .map((name) => join(this.recordingsFolder, name));
  }

  /** Ctrl-C, once; how it ended. */
  interrupt(): Promise<ProgramEnd> {
    return this.#program.stop('SIGINT', 10_000);
  }

  /** Interrupts it and fails when that did not end it as it should. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { code, signal } = await this.interrupt();
    rmSync(this.#folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server ended with ${code ?? signal}:\n${this.log.slice(-4_000)}`);
  }
}
