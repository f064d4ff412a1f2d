import { setTimeout as delay } from 'node:timers/promises';
import type { RunOptions } from '../harness/benchmark.js';
import { serverCore } from '../harness/line-program.js';
import { findProgram, missingPeer } from '../harness/peers.js';
import { ProcessorWatch } from '../harness/processor-time.js';
import { type Outcome, rounded, row } from '../harness/result.js';
import { median, range } from '../harness/statistics.js';
import { Answerer, type AnswererKind } from './answerer.js';
import { runSippCaller, type SippReport } from './sipp.js';

interface CallRun extends SippReport {
  /** Processor milliseconds of the answerer per call. */
  readonly millisecondsPerCall: number;
  readonly share: number;
}

const goal = 1000;
const step = 100;
const most = 4000;

/** No call failed, nothing was sent twice, and the generator kept its pace. */
function isClean(run: CallRun, callsPerSecond: number): boolean {
  return run.failed === 0 && run.retransmissions === 0 && run.rate >= callsPerSecond * 0.9;
}

function describe(run: CallRun): string {
  const { failed, retransmissions, rate, millisecondsPerCall, share } = run;
  return (
    `${failed} failed, ${retransmissions} retransmissions, ${rate.toFixed(0)} calls/s, ` +
    `${millisecondsPerCall.toFixed(3)} ms per call, core ${(share * 100).toFixed(0)} %`
  );
}

async function callAt(answerer: Answerer, callsPerSecond: number, seconds: number): Promise<CallRun> {
  const watch = new ProcessorWatch(answerer.pid, serverCore);
  const report = await runSippCaller({ target: answerer.target, callsPerSecond, seconds });
  const used = watch.read();
  return { ...report, millisecondsPerCall: (used.seconds * 1000) / (callsPerSecond * seconds), share: used.share };
}

/** One answerer, warmed up, measured at several rates. */
async function withAnswerer<T>(kind: AnswererKind, work: (answerer: Answerer) => Promise<T>): Promise<T> {
  await using answerer = await Answerer.start(kind);
  await delay(200);
  if (kind === 'ours') await callAt(answerer, 400, 3); // until JavaScript is compiled
  return await work(answerer);
}

/**
 * The largest clean rate, by bisection with probes of eight seconds. Each gets a server of its own: one that was overrun
 * still holds the calls its caller has given up.
 */
async function search(kind: AnswererKind, say: RunOptions['say']): Promise<number> {
  let [low, high] = [0, most / step + 1];
  let next = goal / step;
  while (high - low > 1) {
    const rate = next * step;
    const run = await withAnswerer(kind, (answerer) => callAt(answerer, rate, 8));
    say(`${kind}, ${rate} calls/s: ${describe(run)}`);
    if (isClean(run, rate)) low = next;
    else high = next;
    next = high > most / step ? Math.min(Math.ceil(low * 1.5), most / step) : Math.floor((low + high) / 2);
  }
  return low * step;
}

async function measureFixed(kinds: readonly AnswererKind[], say: RunOptions['say']): Promise<Outcome> {
  const runs = new Map<AnswererKind, CallRun[]>();
  for (const kind of kinds) {
    await withAnswerer(kind, async (answerer) => {
      const mine: CallRun[] = [];
      for (let round = 0; round < (kind === 'ours' ? 3 : 1); ++round) {
        mine.push(await callAt(answerer, goal, 2));
        say(`${kind}, ${goal} calls/s: ${describe(mine.at(-1) as CallRun)}`);
      }
      runs.set(kind, mine);
    });
  }
  const ours = runs.get('ours') ?? [];
  const clean = (kind: AnswererKind): number | null => {
    const mine = runs.get(kind) ?? [];
    return mine.filter((run) => isClean(run, goal)).length * 2 > mine.length ? goal : null;
  };
  return outcome(`${goal} calls/s, front desk`, clean('ours'), clean('sipp'), ours, runs.get('sipp') ?? [], [
    `calls: a fixed rate, so ${goal} is a lower bound and an empty figure means that it was not clean`,
  ]);
}

async function measureRate(kinds: readonly AnswererKind[], say: RunOptions['say']): Promise<Outcome> {
  const rates: Record<AnswererKind, number | null> = { ours: null, sipp: null };
  const runs: Record<AnswererKind, CallRun[]> = { ours: [], sipp: [] };
  for (const kind of kinds) rates[kind] = await search(kind, say);
  for (let round = 0; round < 5; ++round) {
    for (const kind of round % 2 === 0 ? kinds : [...kinds].reverse()) {
      const rate = rates[kind] ?? 0;
      if (rate === 0) continue;
      const run = await withAnswerer(kind, (answerer) => callAt(answerer, rate, 10));
      say(`${kind}, ${rate} calls/s: ${describe(run)}`);
      runs[kind].push(run);
      // A rate that is not confirmed is lowered for the windows that follow, and those before do not count.
      if (!isClean(run, rate) && runs[kind].filter((r) => !isClean(r, rate)).length > 1) {
        rates[kind] = Math.floor((rate * 0.95) / step) * step;
        runs[kind] = [];
      }
    }
  }
  return outcome('front desk, calls of no length', rates.ours, rates.sipp, runs.ours, runs.sipp, [
    `calls, ours at ${rates.ours}: ${runs.ours.map(describe).join(' | ')}`,
  ]);
}

function outcome(
  name: string,
  ours: number | null,
  peer: number | null,
  ourRuns: readonly CallRun[],
  peerRuns: readonly CallRun[],
  notes: readonly string[],
): Outcome {
  const cost = (runs: readonly CallRun[]): number | null => {
    const middle = median(runs.map((run) => run.millisecondsPerCall));
    return middle === null ? null : rounded(middle, 3);
  };
  const peerName = 'sipp -sn uas, no media';
  const rate = row({ case: name, metric: 'calls', unit: 'calls/s', kind: 'rate', ours, peer, peerName });
  const cpu = row({
    case: name,
    metric: 'cpu',
    unit: 'ms/call',
    kind: 'cost',
    ours: cost(ourRuns),
    peer: cost(peerRuns),
    peerName,
  });
  const ranges = `calls: ${range(ourRuns.map((run) => run.millisecondsPerCall))} ms of processor time per call`;
  return { rows: [rate, cpu], notes: [...notes, ranges] };
}

/** SIP calls per second that the server answers without a failure or a retransmission, with a media endpoint each. */
export async function measureCallRate({ quick, say }: RunOptions): Promise<Outcome> {
  if (findProgram('sipp') === undefined) {
    const nothing = { case: 'front desk', metric: 'calls', unit: 'calls/s', kind: 'rate', ours: null } as const;
    return { rows: [row(nothing)], notes: [missingPeer('sipp', 'sip-tester')] };
  }
  return quick ? measureFixed(['ours', 'sipp'], say) : measureRate(['ours', 'sipp'], say);
}
