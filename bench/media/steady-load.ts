// Rooms that talk for minutes, with a thread beside them that only keeps time: steady-load.js SESSIONS ROOM SECONDS
// Prints one line of JSON.
import { LineProgram, niceness, serverCore } from '../harness/line-program.js';
import { nativeProgram } from '../harness/paths.js';
import { ours } from './media-servers.js';
import { runMixLoad } from './mix-load.js';

/** What was heard and missed. */
export interface SteadyLoad {
  /** Periods of 20 ms in which a session was served a whole period late, and those in which the floor thread was. */
  readonly missed: number;
  readonly floorMissed: number;
  readonly loss: number;
  readonly silent: number;
  readonly gapP99Ms: number;
  readonly gapMaxMs: number;
  readonly leastSnrDb: number;
  readonly serverShare: number;
}

const [sessions = 300, room = 3, seconds = 600] = process.argv.slice(2).map(Number);
const windowMs = seconds * 1000;
const patienceMs = windowMs + 60_000;

let floorMissed = 0;
const keepTime = async (ms: number): Promise<void> => {
  await using keeper = LineProgram.start(nativeProgram('timekeeper'), [String(ms)], {
    core: serverCore,
    nice: niceness.likeMediaThread,
    patienceMs,
  });
  floorMissed = (await keeper.json<{ missed: number }>()).missed;
};
const load = { server: ours, legs: sessions * room, room, warmUpMs: 2000, windowMs, patienceMs };
const { ear, mixer, share } = await runMixLoad({ ...load, beside: keepTime });
const report: SteadyLoad = {
  missed: mixer?.missedTicks ?? 0,
  floorMissed,
  loss: ear.loss,
  silent: ear.silent,
  gapP99Ms: ear.gapP99,
  gapMaxMs: ear.gapMax,
  leastSnrDb: ear.snrLeast,
  serverShare: share,
};
process.stdout.write(`${JSON.stringify(report)}\n`);
