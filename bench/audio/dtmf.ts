import type { Benchmark, RunOptions } from '../harness/benchmark.js';
import { LineProgram, serverCore } from '../harness/line-program.js';
import { benchModule, nativeProgram } from '../harness/paths.js';
import { findPeerProgram, missingPeerLibrary } from '../harness/peers.js';
import { type Outcome, type Row, rounded, row } from '../harness/result.js';
import { findSpeech, type Speech } from '../harness/speech.js';
import { median, range } from '../harness/statistics.js';

/** What `bench/native/dtmf_program.h` prints when asked for each. */
interface Q24 {
  readonly groups: readonly { readonly name: string; readonly passed: number; readonly total: number }[];
}
interface TalkOff {
  readonly hits: number;
  readonly minutes: number;
}
interface Cost {
  readonly speech: readonly number[];
  readonly dialling: readonly number[];
}

const peerName = 'spandsp';
/** Below so many hits of the peer, a share of them says nothing. */
const enoughHits = 20;

const ours = nativeProgram('dtmf');
const theirs = findPeerProgram('spandsp', 'dtmf');

function start(program: string, core: number, args: readonly string[]): LineProgram {
  return LineProgram.start(program, args, { core });
}

async function ask<T>(program: string, args: readonly string[]): Promise<T> {
  await using asked = start(program, serverCore, args);
  return await asked.json<T>();
}

async function measureQ24(): Promise<Outcome> {
  const { groups } = await ask<Q24>(ours, ['q24']);
  const peers = theirs === undefined ? [] : (await ask<Q24>(theirs, ['q24'])).groups;
  const rowOf = (name: string, total: number, passed: number, peer: number | null): Row =>
    row({ case: name, metric: 'q24', unit: `of ${total}`, kind: 'rate', ours: passed, peer, peerName, floor: total });
  const sum = (figures: readonly number[]): number => figures.reduce((a, b) => a + b, 0);
  const rows = groups.map(({ name, passed, total }, i) => rowOf(name, total, passed, peers[i]?.passed ?? null));
  const peerSum = theirs === undefined ? null : sum(peers.map((group) => group.passed));
  const total = sum(groups.map((group) => group.total));
  return { rows: [rowOf('all', total, sum(groups.map((group) => group.passed)), peerSum), ...rows], notes: [] };
}

/** Both hear the same speech, round by round, until the peer has taken it for digits often enough. */
async function measureTalkOff({ quick, say }: RunOptions, speech: Speech): Promise<Outcome> {
  const args = ['talk-off', quick ? '8' : '60', ...speech.files];
  await using mine = start(ours, 0, args);
  await using peer = theirs === undefined ? undefined : start(theirs, 1, args);
  const hits = { ours: 0, peer: 0 };
  let [minutes, round] = [0, 0];
  for (; round < Number(args[1]) && (peer === undefined || hits.peer < enoughHits); ++round) {
    const heard = await mine.json<TalkOff>();
    hits.ours += heard.hits;
    minutes += heard.minutes;
    hits.peer += (await peer?.json<TalkOff>())?.hits ?? 0;
    say(
      `talk-off: ${minutes.toFixed(0)} minutes, ours ${hits.ours}, ${peerName} ${peer === undefined ? '-' : hits.peer}`,
    );
  }
  const counts = hits.peer >= enoughHits;
  const name = `${minutes.toFixed(0)} minutes of speech`;
  const notes = [
    `talk-off: ${round} rounds, the first as recorded, in the others the pitch shifted and two voices mixed`,
  ];
  if (peer !== undefined && !counts)
    notes.push(`talk-off: ${peerName} had only ${hits.peer} hits, too few to compare with, so its column is empty`);
  const figures = { ours: hits.ours, peer: counts ? hits.peer : null, peerName };
  return { rows: [row({ case: name, metric: 'talk-off', unit: 'hits', kind: 'cost', ...figures })], notes };
}

/** In turns, each round a program of its own, so that all see the same of the machine. */
async function measureCost({ quick, say }: RunOptions, speech: Speech): Promise<Outcome> {
  say('processor time per frame');
  const args = ['cost', '1', quick ? '300' : '500', ...speech.files];
  const costs: Record<'ours' | 'class' | 'peer', Cost[]> = { ours: [], class: [], peer: [] };
  const askOurs = async (): Promise<unknown> => costs.ours.push(await ask<Cost>(ours, args));
  const askClass = async (): Promise<unknown> =>
    costs.class.push(await ask<Cost>(process.execPath, [benchModule('audio/dtmf-class.js'), ...args.slice(2)]));
  const askPeer = async (): Promise<unknown> => theirs && costs.peer.push(await ask<Cost>(theirs, args));
  for (let round = 0; round < (quick ? 3 : 9); ++round) {
    const order = [askOurs, askPeer, askClass];
    for (const next of round % 2 === 0 ? order : order.reverse()) await next();
  }
  const rows: Row[] = [];
  const notes: string[] = [];
  for (const kind of ['speech', 'dialling'] as const) {
    const all = (who: keyof typeof costs): number[] => costs[who].flatMap((cost) => cost[kind]);
    const figure = (who: keyof typeof costs): number | null => {
      const middle = median(all(who));
      return middle === null ? null : rounded(middle, 3);
    };
    const common = { metric: 'us', unit: 'us per 20 ms', kind: 'cost', peer: figure('peer'), peerName } as const;
    rows.push(row({ ...common, case: kind, ours: figure('ours') }));
    rows.push(row({ ...common, case: `${kind}, TypeScript class`, ours: figure('class') }));
    notes.push(
      `us, ${kind}: ours ${range(all('ours'))}, class ${range(all('class'))}, ${peerName} ${range(all('peer'))}`,
    );
  }
  return { rows, notes };
}

/** Digits that must be heard, speech that must not be taken for them, and the cost, beside spandsp. */
export const dtmf: Benchmark = {
  name: 'dtmf',
  about: 'ITU-T Q.24 passed, digits heard in speech, processor time per frame',
  async run(options) {
    const speech = findSpeech();
    const parts = [await measureQ24(), await measureTalkOff(options, speech), await measureCost(options, speech)];
    const missing = theirs === undefined ? [missingPeerLibrary('spandsp')] : [];
    const notes = [...missing, speech.about, ...parts.flatMap((part) => part.notes)];
    return { rows: parts.flatMap((part) => part.rows), notes };
  },
};
