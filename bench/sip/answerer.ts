import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineProgram, serverCore } from '../harness/line-program.js';
import { commandLine } from '../harness/paths.js';

/** Who answers: the server a user starts, or sipp's own answering side. */
export type AnswererKind = 'ours' | 'sipp';

const ports = { ours: 15_500, sipp: 15_505 } as const;

/** A running server that answers calls, pinned to the server's core. */
export class Answerer implements AsyncDisposable {
  readonly target: string;
  readonly pid: number;
  readonly #program: LineProgram;
  readonly #folder: string;

  private constructor(program: LineProgram, port: number, folder: string) {
    this.#program = program;
    this.pid = program.pid;
    this.target = `127.0.0.1:${port}`;
    this.#folder = folder;
  }

  static async start(kind: AnswererKind): Promise<Answerer> {
    const folder = mkdtempSync(join(tmpdir(), 'ossicle-bench-'));
    const port = ports[kind];
    const where = { core: serverCore, cwd: folder, env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' } };
    if (kind === 'sipp') {
      const args = ['-sn', 'uas', '-i', '127.0.0.1', '-p', String(port), '-mp', '15580', '-nostdin'];
      return new Answerer(LineProgram.start('sipp', args, where), port, folder);
    }
    const sip = ['--sip-port', String(port), '--media-ip', '127.0.0.1', '--max-calls', '20000'];
    const rest = ['--rtp-ports', '45000-51999', '--recordings', folder, '--log-level', 'error', '--listen', 'none'];
    const program = LineProgram.start(process.execPath, [commandLine, 'serve', ...sip, ...rest], where);
    await program.line((line) => /\bready\b/.test(line));
    return new Answerer(program, port, folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#program.signal(this.target.endsWith(String(ports.sipp)) ? 'SIGKILL' : 'SIGINT');
    await this.#program.ended();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
