import type { Benchmark, RunOptions } from './harness/benchmark.js';
import { findProgram, missingPeer } from './harness/peers.js';
import { type Outcome, type Row, rounded, row } from './harness/result.js';
import { median, range } from './harness/statistics.js';
import { confirm, type Field, held, note, type PerServer, rounds, search } from './media/capacity.js';
import { forwardFloor, ours, rtpengine } from './media/media-servers.js';
import type { MixRun } from './media/mix-load.js';

const packetsPerSecond = 50;
const quickLegs = 1000;
const limits = { first: 1000, most: 8000 };

function fieldOf(hasPeer: boolean, srtp: boolean): Field {
  return { servers: hasPeer ? [ours, rtpengine, forwardFloor] : [ours, forwardFloor], room: 2, srtp };
}

/** Of PCMU in pairs. */
function wireOf({ srtp = false }: Field): string {
  return srtp ? 'PCMU over SRTP' : 'PCMU';
}

function figure(runs: readonly MixRun[] | undefined, of: (run: MixRun) => number): number | null {
  const middle = median((runs ?? []).map(of));
  return middle === null ? null : rounded(middle, 3);
}

function rowsOf(name: string, sizes: PerServer<number | null>, runs: PerServer<MixRun[]>): Row[] {
  const rate = (legs: number | null | undefined): number | null =>
    legs === null || legs === undefined ? null : (legs * packetsPerSecond) / 1000;
  const peerName = 'rtpengine';
  const common = { case: name, peerName };
  const perServer = (of: (run: MixRun) => number) => ({
    ours: figure(runs['ours'], of),
    peer: figure(runs['rtpengine'], of),
    floor: figure(runs['floor'], of),
  });
  const capacity = { ours: rate(sizes['ours']), peer: rate(sizes['rtpengine']), floor: rate(sizes['floor']) };
  return [
    row({ ...common, metric: 'kpps', unit: 'kpps', kind: 'rate', ...capacity }),
    row({ ...common, metric: 'cpu', unit: 'us', kind: 'cost', ...perServer((run) => run.microsecondsPerLeg) }),
    row({ ...common, metric: 'delay', unit: 'ms (P99)', kind: 'cost', ...perServer((run) => run.ear.delayP99) }),
  ];
}

function notesOf(field: Field, runs: PerServer<MixRun[]>): string[] {
  return field.servers.map(({ name }) => {
    const delays = range((runs[name] ?? []).map((run) => run.ear.delayP50));
    return `${note(name, runs[name] ?? [], field)}, median delay ${delays} ms`;
  });
}

async function measureQuick(field: Field, say: RunOptions['say']): Promise<Outcome> {
  const sizes = Object.fromEntries(field.servers.map(({ name }) => [name, quickLegs]));
  const runs = await rounds(field, sizes, { warmUpMs: 700, windowMs: 2000 }, 2, say);
  const kept = Object.fromEntries(
    field.servers.map(({ name }) => [name, (runs[name] ?? []).every((run) => held(run, field)) ? quickLegs : null]),
  );
  const notes = [`${wireOf(field)}: a fixed size of ${quickLegs} legs; no kpps means that it was not held`];
  return {
    rows: rowsOf(`${quickLegs} legs in pairs, ${wireOf(field)}`, kept, runs),
    notes: [...notes, ...notesOf(field, runs)],
  };
}

async function measureCapacity(field: Field, say: RunOptions['say']): Promise<Outcome> {
  const sizes: PerServer<number> = {};
  for (const server of field.servers) sizes[server.name] = await search(field, server, limits, say);
  const runs = await confirm(field, sizes, say);
  return { rows: rowsOf(`pairs, ${wireOf(field)}, each at its capacity`, sizes, runs), notes: notesOf(field, runs) };
}

/** RTP relayed between pairs of legs on one core, plain and encrypted. */
export const forward: Benchmark = {
  name: 'forward',
  about: 'RTP and SRTP relayed between two legs: packets per second and core, added delay',
  async run({ quick, say }) {
    const hasPeer = findProgram('rtpengine') !== undefined;
    const outcomes: Outcome[] = [];
    for (const field of [false, true].map((srtp) => fieldOf(hasPeer, srtp)))
      outcomes.push(quick ? await measureQuick(field, say) : await measureCapacity(field, say));
    const notes = outcomes.flatMap((outcome) => outcome.notes);
    return {
      rows: outcomes.flatMap(({ rows }) => rows),
      notes: hasPeer ? notes : [missingPeer('rtpengine', 'rtpengine-daemon'), ...notes],
    };
  },
};
