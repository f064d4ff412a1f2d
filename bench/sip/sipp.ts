import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatorCore, LineProgram, niceness } from '../harness/line-program.js';

/** What sipp counted at the end of a run. */
export interface SippReport {
  readonly successful: number;
  readonly failed: number;
  readonly retransmissions: number;
  /** Calls per second over the whole run. */
  readonly rate: number;
}

export interface SippLoad {
  /** `address:port` of the server. */
  readonly target: string;
  readonly callsPerSecond: number;
  readonly seconds: number;
}

const sipPort = 15_510;
const mediaPort = 15_590;

/** Places short calls (INVITE, ACK, BYE at once) at a steady rate and waits for the last one to end. */
export async function runSippCaller({ target, callsPerSecond, seconds }: SippLoad): Promise<SippReport> {
  const folder = mkdtempSync(join(tmpdir(), 'ossicle-bench-'));
  const calls = callsPerSecond * seconds;
  const load = ['-r', callsPerSecond, '-rp', 1000, '-m', calls, '-l', callsPerSecond * 10, '-d', 0].map(String);
  const local = ['-i', '127.0.0.1', '-p', String(sipPort), '-mp', String(mediaPort)];
  const output = ['-nostdin', '-trace_stat', '-stf', 'statistics.csv', '-fd', '1'];
  const limit = ['-timeout', `${seconds + 5}s`];
  try {
    const env = { ...process.env, TERM: 'xterm' }; // it draws with curses
    const args = [target, '-sn', 'uac', ...load, ...local, ...output, ...limit];
    await using program = LineProgram.start('sipp', args, {
      core: generatorCore,
      nice: niceness.likeMediaThread,
      cwd: folder,
      env,
    });
    await program.ended();
    return readStatistics(readFileSync(join(folder, 'statistics.csv'), 'utf8'), calls);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The last line of its statistics. Calls that never ended count as failed. */
function readStatistics(text: string, calls: number): SippReport {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.split(';'));
  const [names = [], last = []] = [lines[0], lines.at(-1)];
  const read = (name: string): number => Number(last[names.indexOf(name)] ?? Number.NaN);
  const successful = read('SuccessfulCall(C)');
  return {
    successful,
    failed: Math.max(read('FailedCall(C)'), calls - successful),
    retransmissions: read('Retransmissions(C)'),
    rate: read('CallRate(C)'),
  };
}
