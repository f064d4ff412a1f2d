import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { G711Decoder, G711Encoder } from 'ossicle/audio';
import { type SentPiece, SpeechComparison } from 'ossicle/testing';
import type { Benchmark } from '../harness/benchmark.js';
import { nativeProgram, repositoryRoot } from '../harness/paths.js';
import { missingPeer } from '../harness/peers.js';
import { type Outcome, type Row, rounded, row } from '../harness/result.js';
import { speechSamples } from '../harness/speech-samples.js';
import { median, range } from '../harness/statistics.js';
import type { LineCall } from './bad-line-call.js';
import { arrivalsOf, generator, network } from './bad-line-network.js';
import { checkoutPlayer, type HeardCall, netEqPlayer, type Player, writeWav } from './bad-line-players.js';

const folder = join(repositoryRoot, 'build', 'bench', 'bad-line');
const packetSamples = 160;
const packetMs = 20;

interface Sent {
  readonly callFile: string;
  /** As it sounds without a network. */
  readonly samples: Int16Array;
  /** Numbers of the packets that never come. */
  readonly lost: ReadonlySet<number>;
  readonly about: string;
}

interface Figures {
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly distanceDb: number;
  readonly lostDb: number;
  readonly elsewhereDb: number;
  readonly concealed: number;
  readonly found: number;
}

/** Who plays, by the name that its recordings have. */
interface Listener {
  readonly file: string;
  readonly play: Player;
  readonly calls: Figures[];
}

/** A phone call through burst loss and jitter, recorded: delay and log-spectral distance of what is heard. */
export const badLine: Benchmark = {
  name: 'bad-line',
  about: 'a recorded call through 5 % burst loss and 60 ms jitter: delay, log-spectral distance',
  async run({ quick, say }) {
    const size = { calls: quick ? 2 : 8, seconds: quick ? 30 : 60 };
    mkdirSync(folder, { recursive: true });
    const first = process.env['OSSICLE_FIRST'];
    const listeners = {
      ours: { file: 'after', play: checkoutPlayer(repositoryRoot), calls: [] as Figures[] },
      netEq: existsSync(nativeProgram('webrtc_line')) ? listener('after-neteq', netEqPlayer) : undefined,
      first: first === undefined ? undefined : listener('after-first-version', checkoutPlayer(first)),
    };
    const sent: Sent[] = [];
    for (let seed = 1; seed <= size.calls; seed++) {
      const call = await prepareCall(size.seconds, seed);
      sent.push(call);
      for (const one of Object.values(listeners)) if (one) await listenTo(one, call, seed);
      say(`call ${seed} of ${size.calls} is done`);
    }
    return outcomeOf(sent, size, listeners, first);
  },
};

function listener(file: string, play: Player): Listener {
  return { file, play, calls: [] };
}

async function prepareCall(seconds: number, seed: number): Promise<Sent> {
  const { samples, about } = await speechSamples(seconds, seed);
  using encoder = new G711Encoder({ law: 'mu-law' });
  using decoder = new G711Decoder({ law: 'mu-law' });
  const payloads = new Uint8Array(samples.length);
  encoder.process(samples, payloads);
  decoder.process(payloads, samples);
  const arrivalsMs = arrivalsOf(samples.length / packetSamples, seed);
  const file = join(folder, `sent-${seed}.ulaw`);
  writeFileSync(file, payloads);
  const phaseMs = Math.floor(generator(seed + 1000)() * 160) / 8; // of a tick, to the sample
  const callFile = join(folder, `call-${seed}.json`);
  writeFileSync(callFile, JSON.stringify({ payloads: file, arrivalsMs, phaseMs } satisfies LineCall));
  await writeWav(join(folder, `before-${seed}.wav`), samples);
  const lost = new Set(arrivalsMs.flatMap((arrivalMs, number) => (arrivalMs === null ? [number] : [])));
  return { callFile, samples, lost, about };
}

async function listenTo({ file, play, calls }: Listener, call: Sent, seed: number): Promise<void> {
  calls.push(compared(call, await play(call.callFile, join(folder, `${file}-${seed}.wav`))));
}

/** Listens to both ends. */
function compared({ samples: sent, lost }: Sent, { samples, concealedMs }: HeardCall): Figures {
  using comparison = new SpeechComparison({ sampleRateHz: 8000 });
  comparison.sent(Float32Array.from(sent, (sample) => sample / 32_768));
  comparison.heard(Float32Array.from(samples, (sample) => sample / 32_768));
  const { pieces, logSpectralDistanceDb } = comparison.finish();
  const delays = pieces.flatMap(({ delayMs }) => (delayMs === undefined ? [] : [delayMs])).sort((a, b) => a - b);
  const near = (sentAtMs: number): boolean => [-1, 0, 1].some((step) => lost.has(sentAtMs / packetMs + step));
  return {
    medianMs: delays[delays.length >> 1] ?? Number.NaN,
    p95Ms: delays[Math.floor(delays.length * 0.95)] ?? Number.NaN,
    distanceDb: logSpectralDistanceDb,
    lostDb: meanDistance(pieces.filter(({ sentAtMs }) => lost.has(sentAtMs / packetMs))),
    elsewhereDb: meanDistance(pieces.filter(({ sentAtMs }) => !near(sentAtMs))),
    concealed: (concealedMs * 8 * 100) / sent.length,
    found: (100 * delays.length) / pieces.length,
  };
}

function meanDistance(pieces: readonly SentPiece[]): number {
  return pieces.reduce((sum, { distanceDb = 0 }) => sum + distanceDb, 0) / Math.max(1, pieces.length);
}

const metrics = [
  ['delay, median', 'ms', 'medianMs', 'cost'],
  ['delay, P95', 'ms', 'p95Ms', 'cost'],
  ['log-spectral distance', 'dB', 'distanceDb', 'cost'],
  ['distance in lost packets', 'dB', 'lostDb', 'cost'],
  ['distance away from them', 'dB', 'elsewhereDb', 'cost'],
  ['concealed', '%', 'concealed', 'cost'],
  ['heard as sent', '%', 'found', 'rate'],
] as const;

interface Listeners {
  readonly ours: Listener;
  readonly netEq: Listener | undefined;
  readonly first: Listener | undefined;
}

function outcomeOf(
  sent: readonly Sent[],
  { calls, seconds }: { readonly calls: number; readonly seconds: number },
  { ours, netEq, first }: Listeners,
  firstFolder: string | undefined,
): Outcome {
  const { burst, deviationMs } = network;
  const commit = firstFolder === undefined ? '' : commitOf(firstFolder);
  const lost = sent.map((call) => (100 * call.lost.size * packetSamples) / call.samples.length);
  return {
    rows: [
      ...rowsBeside('beside NetEQ', ours, netEq, 'NetEQ'),
      ...rowsBeside('beside the first version', ours, first, `commit ${commit}`),
    ],
    notes: [
      `${calls} calls of ${seconds} s each, medians over the calls; PCMU in packets of 20 ms, ${range(lost)} % lost in bursts of ${burst}, delays |Gaussian| with a deviation of ${deviationMs} ms`,
      ...new Set(sent.map(({ about }) => about)),
      ...metrics
        .slice(0, 3)
        .map(([name, unit, key]) => `${name}, ranges: ${rangesOf(key, unit, { ours, netEq, first })}`),
      'recordings: `build/bench/bad-line/before-N.wav` and `after-N.wav`',
      ...(netEq ? [] : [missingPeer('NetEQ', 'libtgowt-dev libabsl-dev')]),
      first
        ? `the first version: commit ${commit}, the last before time stretching`
        : 'the first version is missing: `git worktree add FOLDER ee7d9f720b`, `npm run setup` there, and OSSICLE_FIRST=FOLDER',
    ],
  };
}

function rowsBeside(name: string, ours: Listener, peer: Listener | undefined, peerName: string): Row[] {
  return metrics.map(([metric, unit, key, kind]) =>
    row({
      case: name,
      metric,
      unit,
      kind,
      ours: medianOf(ours, key),
      ...(peer && { peer: medianOf(peer, key), peerName }),
    }),
  );
}

function medianOf({ calls }: Listener, key: keyof Figures): number | null {
  const middle = median(calls.map((call) => call[key]));
  return middle === null ? null : rounded(middle, 4);
}

function rangesOf(key: keyof Figures, unit: string, listeners: Listeners): string {
  const named = { ossicle: listeners.ours, NetEQ: listeners.netEq, 'first version': listeners.first };
  return Object.entries(named)
    .flatMap(([name, one]) => (one ? [`${name} ${range(one.calls.map((call) => call[key]))} ${unit}`] : []))
    .join('; ');
}

function commitOf(checkout: string): string {
  return execFileSync('git', ['-C', checkout, 'rev-parse', '--short=10', 'HEAD'], { encoding: 'utf8' }).trim();
}
