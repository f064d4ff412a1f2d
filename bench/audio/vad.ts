import { existsSync } from 'node:fs';
import type { Benchmark, RunOptions } from '../harness/benchmark.js';
import { LineProgram, serverCore } from '../harness/line-program.js';
import { nativeProgram } from '../harness/paths.js';
import { findPeerProgram } from '../harness/peers.js';
import { type Outcome, type Row, rounded, row } from '../harness/result.js';
import { findSpeech, type Speech } from '../harness/speech.js';
import { median, range } from '../harness/statistics.js';

/** What `bench/native/voice_program.h` prints when asked for each. */
interface Quality {
  readonly cases: readonly {
    readonly noise: string;
    readonly snr: number;
    readonly auc: number;
    readonly f1: number;
    readonly onset: number;
    readonly offset: number;
  }[];
}
interface Cost {
  readonly us: readonly number[];
}

/** Music on hold that was not among what the detector was fitted on; without it, tunes that the program makes. */
const music = ['manolo_camp-morning_coffee', 'reno_project-system'].map(
  (name) => `/usr/share/asterisk/moh/${name}.wav`,
);

const detectors = [
  { name: 'ours', program: nativeProgram('voice') },
  { name: 'WebRTC GMM', program: findPeerProgram('webrtc', 'voice') },
  { name: 'speexdsp', program: findPeerProgram('speexdsp', 'voice') },
] as const;

async function ask<T>(program: string, args: readonly string[]): Promise<T> {
  await using asked = LineProgram.start(program, args, { core: serverCore });
  return await asked.json<T>();
}

async function measureQuality({ quick, say }: RunOptions, speech: Speech): Promise<Row[]> {
  const tunes = music.filter((file) => existsSync(file));
  const args = ['quality', quick ? '2' : '24', ...speech.files, ...(tunes.length > 0 ? ['--music', ...tunes] : [])];
  const found: (Quality | undefined)[] = [];
  for (const { name, program } of detectors) {
    say(`quality: ${name}`);
    found.push(program === undefined ? undefined : await ask<Quality>(program, args));
  }
  const [mine, ...peers] = found;
  return (mine?.cases ?? []).flatMap((ours, i) =>
    peers.flatMap((peer, p) => {
      const theirs = peer?.cases[i];
      const common = { case: `${ours.noise}, ${ours.snr} dB`, peerName: detectors[p + 1]?.name ?? '' };
      const figure = (
        metric: string,
        unit: string,
        kind: 'cost' | 'rate',
        key: 'auc' | 'f1' | 'onset' | 'offset',
      ): Row => row({ ...common, metric, unit, kind, ours: known(ours[key]), peer: known(theirs?.[key]) });
      const area = figure('AUC', 'area', 'rate', 'auc');
      if (p > 0 || ours.snr !== 10) return [area];
      const delays = (['onset', 'offset'] as const).map((metric) => figure(metric, 'ms', 'cost', metric));
      return [area, figure('F1', 'score', 'rate', 'f1'), ...delays];
    }),
  );
}

/** The programs answer -1 for a delay that never came. */
function known(figure: number | undefined): number | null {
  return figure === undefined || figure < 0 ? null : rounded(figure, 3);
}

async function measureCost({ quick, say }: RunOptions, speech: Speech): Promise<Outcome> {
  say('processor time');
  const costs = detectors.map((): number[] => []);
  for (let round = 0; round < (quick ? 3 : 9); ++round) {
    const order = detectors.map((_, i) => (i + round) % detectors.length);
    for (const i of order) {
      const program = detectors[i]?.program;
      if (program !== undefined) costs[i]?.push(...(await ask<Cost>(program, ['cost', '3', ...speech.files])).us);
    }
  }
  const [ours = [], ...peers] = costs;
  const middle = (times: readonly number[]): number | null => {
    const found = median(times);
    return found === null ? null : rounded(found, 3);
  };
  const rows = peers.map((peer, i) =>
    row({
      case: '8 kHz',
      metric: 'us',
      unit: 'us per 16 ms',
      kind: 'cost',
      ours: middle(ours),
      peer: middle(peer),
      peerName: detectors[i + 1]?.name ?? '',
    }),
  );
  return {
    rows,
    notes: [`us: ours ${range(ours)}, ${peers.map((p, i) => `${detectors[i + 1]?.name} ${range(p)}`).join(', ')}`],
  };
}

/** How well speech is told from six kinds of noise at four levels, how soon, and at what cost. */
export const vad: Benchmark = {
  name: 'vad',
  about: 'speech told from noise: area under the curve, F1, onset, offset, processor time',
  async run(options) {
    const speech = findSpeech();
    const rows = await measureQuality(options, speech);
    const cost = await measureCost(options, speech);
    const notes = [
      speech.about,
      'none of these speakers, tunes and noises were among what the detector was fitted on',
      ...detectors
        .filter(({ program }) => program === undefined)
        .map(({ name }) => `${name} is not built here: its columns are empty`),
    ];
    return { rows: [...rows, ...cost.rows], notes: [...notes, ...cost.notes] };
  },
};
