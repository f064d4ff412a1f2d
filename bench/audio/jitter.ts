import type { Benchmark } from '../harness/benchmark.js';
import { missingPeer } from '../harness/peers.js';
import { type Outcome, type Row, rounded, row } from '../harness/result.js';
import { drawCurves } from './jitter-curves.js';
import { delayAt, type JitterPoint, type JitterTraces, jitterPoints, ofFamily } from './jitter-points.js';

/** Shares of concealment in percent that the adaptive delay may cost: 0 is the default. */
const ourBudgets = [0, 0.05, 0.2, 0.6, 1.2, 2.5];

interface Measured {
  readonly ours: readonly JitterPoint[];
  readonly netEq: readonly JitterPoint[] | undefined;
  readonly speex: readonly JitterPoint[] | undefined;
  readonly clairvoyant: readonly JitterPoint[];
}

/** Delay at equal concealment over nine families of networks, beside NetEQ, speexdsp and a clairvoyant. */
export const jitter: Benchmark = {
  name: 'jitter',
  about: 'delay, concealment and stretching of the jitter buffer over bad networks, memory, processor time',
  async run({ quick, say }) {
    const traces = { seeds: quick ? 2 : 5, seconds: quick ? 60 : 120, tickMs: 10 };
    say(`${traces.seeds} seeds of ${traces.seconds} s for each family`);
    const measured = await measureAll(traces, say);
    return outcomeOf(traces, measured);
  },
};

async function measureAll(traces: JitterTraces, say: (text: string) => void): Promise<Measured> {
  const ours = await jitterPoints('jitter', traces, ourBudgets);
  if (ours === undefined) throw new Error('The program bench_jitter was not built: cmake is missing.');
  say('ours is done');
  const netEq = await jitterPoints('webrtc_jitter', traces, [0]);
  const speex = await jitterPoints('speexdsp_jitter', traces, [0]);
  say('the peers are done');
  const wishes = (netEq ?? ours.filter(({ point }) => point === 0)).flatMap(({ family, concealed }) => [
    `${family}=${concealed}`,
    ...[0.5, 2].map((factor) => `${family}=${concealed * factor}`),
  ]);
  const clairvoyant = (await jitterPoints('jitter_clairvoyant', traces, wishes)) ?? [];
  return { ours, netEq, speex, clairvoyant: clairvoyant.map((point, i) => ({ ...point, point: i % 3 })) };
}

function outcomeOf({ seeds, seconds, tickMs }: JitterTraces, measured: Measured): Outcome {
  const families = [...new Set(measured.ours.map(({ family }) => family))];
  const notes = [
    `${seeds} seeds of ${seconds} s each, frames of ${tickMs} ms, PCMU in packets of 20 ms; delay is that of the audio, above the fastest possible packet, its packetization apart`,
    '`delay` compares at the concealment of NetEQ, read off our curve; the floor is the clairvoyant at the same concealment; empty where ours never conceals so little',
    ...(measured.netEq ? [] : [missingPeer('NetEQ', 'libtgowt-dev libabsl-dev')]),
    ...families.map((family) => speexNote(family, measured)).filter((note) => note !== ''),
  ];
  const curves = [
    { name: 'ossicle', colour: '#0969da', points: measured.ours },
    { name: 'NetEQ', colour: '#cf222e', points: measured.netEq },
    { name: 'speexdsp', colour: '#bf8700', points: measured.speex },
    { name: 'clairvoyant', colour: '#57606a', points: measured.clairvoyant },
  ];
  const drawing = { file: 'jitter-curves.svg', text: drawCurves(families, curves) };
  return { rows: families.flatMap((family) => rowsOf(family, measured)), notes, drawing };
}

function speexNote(family: string, { speex }: Measured): string {
  const [point] = ofFamily(speex, family);
  if (point === undefined) return '';
  return `speexdsp, ${family}: ${rounded(point.delay)} ms at ${rounded(point.concealed, 3)} % concealed`;
}

function rowsOf(family: string, { ours, netEq, clairvoyant }: Measured): readonly Row[] {
  const curve = ofFamily(ours, family);
  const own = curve.find(({ point }) => point === 0);
  const [peer] = ofFamily(netEq, family);
  const foreseen = clairvoyant.find((point) => point.family === family && point.point === 0);
  if (own === undefined) return [];
  const figure = (metric: string, unit: string, mine: number | null, theirs?: number, floor?: number): Row =>
    row({
      case: family,
      metric,
      unit,
      kind: 'cost',
      ours: mine === null ? null : rounded(mine),
      peer: theirs === undefined ? null : rounded(theirs),
      peerName: 'NetEQ',
      floor: floor === undefined ? null : rounded(floor),
    });
  return [
    figure('delay', 'ms', peer ? delayAt(curve, peer.concealed) : own.delay, peer?.delay, foreseen?.delay),
    figure('default delay', 'ms', own.delay, peer?.delay),
    figure('concealed', '%', own.concealed, peer?.concealed),
    figure('stretched', '%', own.stretched, peer?.stretched),
    figure('us', 'us', own.us, peer?.us),
    figure('KB', 'KB', own.KB, peer?.KB),
  ];
}
