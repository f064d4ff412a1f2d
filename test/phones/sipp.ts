import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeSipPort } from './port-range.js';
import { findProgram, Program } from './program.js';

/** Whether the load generator is installed here. */
export const sippInstalled = findProgram('sipp') !== undefined;

/** What a finished run counted. */
export interface SippResult {
  /** 0: every call went as the scenario says. */
  readonly exitCode: number | null;
  readonly successful: number;
  readonly failed: number;
  readonly retransmissions: number;
  /** Unexpected messages and other faults, as sipp wrote them down. */
  readonly errors: string;
}

/** Options of {@link Sipp.start}. */
export interface SippOptions {
  /** Scenario text; or the name of a built-in one as `-sn` takes it. */
  readonly scenario: string | { readonly builtIn: string };
  /** `address:port` of the server. */
  readonly target: string;
  readonly args?: readonly string[];
  /** Files the scenario names, placed in its working folder. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** One run of sipp in a folder of its own. */
export class Sipp implements AsyncDisposable {
  readonly #program: Program;
  readonly #folder: string;

  private constructor(program: Program, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  static async start(options: SippOptions): Promise<Sipp> {
    const folder = mkdtempSync(join(tmpdir(), 'sipp-'));
    for (const [name, bytes] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), bytes);
    const { scenario } = options;
    if (typeof scenario === 'string') writeFileSync(join(folder, 'scenario.xml'), scenario);
    const what = typeof scenario === 'string' ? ['-sf', 'scenario.xml'] : ['-sn', scenario.builtIn];
    const statistics = ['-trace_stat', '-stf', 'statistics.csv', '-fd', '1', '-trace_err', '-error_file', 'errors.log'];
    const local = ['-i', '127.0.0.1', '-p', String(await freeSipPort())];
    const args = [options.target, ...what, ...local, ...statistics, '-nostdin', ...(options.args ?? [])];
    // sipp draws its screen with curses, which needs some terminal to be named.
    return new Sipp(Program.start('sipp', args, { cwd: folder, env: { ...process.env, TERM: 'xterm' } }), folder);
  }

  get output(): string {
    return this.#program.output;
  }

  /** Waits until it has placed its calls and ended. */
  async finished(signal?: AbortSignal): Promise<SippResult> {
    const { code } = await this.#program.waitForEnd(signal);
    const counts = readStatistics(join(this.#folder, 'statistics.csv'));
    return {
      exitCode: code,
      successful: counts.get('SuccessfulCall(C)') ?? 0,
      failed: counts.get('FailedCall(C)') ?? 0,
      retransmissions: counts.get('Retransmissions(C)') ?? 0,
      errors: readdirSync(this.#folder).includes('errors.log') ? this.#read('errors.log') : '',
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #read(name: string): string {
    return readFileSync(join(this.#folder, name), 'utf8');
  }
}

/** The last row of sipp's statistics by column name. */
function readStatistics(path: string): Map<string, number> {
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((row) => row.split(';'));
  const [names = [], last = []] = [rows[0], rows.at(-1)];
  return new Map(names.map((name, column) => [name, Number(last[column])]));
}
