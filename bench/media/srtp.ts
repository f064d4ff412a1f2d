import type { Benchmark, RunOptions } from '../harness/benchmark.js';
import { LineProgram, niceness, serverCore } from '../harness/line-program.js';
import { nativeProgram } from '../harness/paths.js';
import { findPeerProgram, missingPeerLibrary } from '../harness/peers.js';
import { type Outcome, rounded, row } from '../harness/result.js';
import { median, range } from '../harness/statistics.js';

/** What `bench/native/srtp_program.h` prints: nanoseconds per packet. */
interface Cost {
  readonly protect: number;
  readonly unprotect: number;
}

const suites = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32', 'AEAD_AES_128_GCM', 'AEAD_AES_256_GCM'] as const;
const peerName = 'libsrtp2';
const ours = nativeProgram('srtp');
const theirs = findPeerProgram('libsrtp', 'srtp');

async function ask(program: string, suite: string, sessions: number, roundMs: number): Promise<Cost> {
  const options = { core: serverCore, nice: niceness.likeMediaThread };
  await using asked = LineProgram.start(program, [suite, String(sessions), String(roundMs)], options);
  const cost = await asked.json<Cost>();
  if ((await asked.ended()) !== 0) throw new Error(`${program} refused a packet.`);
  return cost;
}

/** In turns, each round a program of its own, so that both see the same of the machine. */
async function measure(suite: string, sessions: number, { quick, say }: RunOptions): Promise<Outcome> {
  const name = `${suite}, ${sessions === 1 ? 'one session' : `${sessions} sessions`}`;
  say(name);
  const costs: Record<'ours' | 'peer', Cost[]> = { ours: [], peer: [] };
  const askOurs = async (roundMs: number): Promise<unknown> =>
    costs.ours.push(await ask(ours, suite, sessions, roundMs));
  const askPeer = async (roundMs: number): Promise<unknown> =>
    theirs && costs.peer.push(await ask(theirs, suite, sessions, roundMs));
  for (let round = 0; round < (quick ? 3 : 9); ++round) {
    const order = [askOurs, askPeer];
    for (const next of round % 2 === 0 ? order : order.reverse()) await next(quick ? 200 : 600);
  }
  const figures = (who: keyof typeof costs, what: keyof Cost): number[] => costs[who].map((cost) => cost[what]);
  const figure = (who: keyof typeof costs, what: keyof Cost): number | null => {
    const middle = median(figures(who, what));
    return middle === null ? null : rounded(middle, 3);
  };
  const common = { case: name, unit: 'ns per packet', kind: 'cost', peerName } as const;
  const rows = (['protect', 'unprotect'] as const).map((what) =>
    row({ ...common, metric: what, ours: figure('ours', what), peer: figure('peer', what) }),
  );
  const ranges = (['protect', 'unprotect'] as const).map(
    (what) => `${what} ${range(figures('ours', what))} (${peerName} ${range(figures('peer', what))})`,
  );
  return { rows, notes: [`${name}: ${ranges.join(', ')} ns`] };
}

/** What encrypting and decrypting a voice packet costs, per suite, beside Debian's libsrtp. */
export const srtp: Benchmark = {
  name: 'srtp',
  about: 'nanoseconds per voice packet protected and unprotected, per suite',
  async run(options) {
    const parts: Outcome[] = [];
    for (const sessions of [1, 1000]) {
      for (const suite of suites) parts.push(await measure(suite, sessions, options));
    }
    const missing = theirs === undefined ? [missingPeerLibrary('libsrtp')] : [];
    return { rows: parts.flatMap(({ rows }) => rows), notes: [...missing, ...parts.flatMap(({ notes }) => notes)] };
  },
};
