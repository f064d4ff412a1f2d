import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeSipPort, rtpPortBlock } from '../phones/port-range.js';
import { findProgram, Program } from '../phones/program.js';
import { ControlRig } from '../unit/control/live-rig.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The server as `npm start` starts it, told its ports and directories by the environment. */
export class NpmStartRig extends ControlRig implements AsyncDisposable {
  readonly #program: Program;

  private constructor(directory: string, program: Program) {
    super(directory);
    this.#program = program;
  }

  /** `settings` are further variables; there is room for `rtpPairs` RTP endpoints. */
  static async start(rtpPairs: number, settings: Readonly<Record<string, string>> = {}): Promise<NpmStartRig> {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ossicle-npm-start-')));
    for (const name of ['media', 'recordings']) mkdirSync(join(directory, name));
    const rtp = rtpPortBlock(2 * rtpPairs);
    const env = {
      ...process.env,
      OSSICLE_SIP_PORT: String(await freeSipPort()),
      OSSICLE_SIP_ADDRESS: '127.0.0.1',
      OSSICLE_LISTEN: '127.0.0.1:0',
      OSSICLE_MEDIA_IP: '127.0.0.1',
      OSSICLE_RTP_PORTS: `${rtp.min}-${rtp.min + 2 * rtpPairs - 1}`,
      OSSICLE_MEDIA_DIR: join(directory, 'media'),
      OSSICLE_RECORDINGS: join(directory, 'recordings'),
      OSSICLE_CACHE_DIR: join(directory, 'cache'),
      OSSICLE_CONTROL_URL_ADDRESSES: '127.0.0.0/8',
      OSSICLE_JSON: 'true',
      ...settings,
    };
    const program = Program.start(findProgram('npm') ?? 'npm', ['start'], { cwd: root, env });
    const rig = new NpmStartRig(directory, program);
    try {
      await program.waitForLine(/\bready\b/, { signal: AbortSignal.timeout(60_000) });
    } catch (error) {
      await rig[Symbol.asyncDispose]();
      throw error;
    }
    return rig;
  }

  get port(): number {
    return Number(/control on 127\.0\.0\.1:(\d+)/.exec(this.#program.output)?.[1]);
  }

  /** How npm ended, once it has. */
  waitForEnd(): ReturnType<Program['waitForEnd']> {
    return this.#program.waitForEnd();
  }

  signal(signal: NodeJS.Signals): void {
    this.#program.kill(signal);
  }

  waitForLog(pattern: RegExp): Promise<string> {
    return this.#program.waitForLine(pattern);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.stop('SIGTERM', 20_000);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
