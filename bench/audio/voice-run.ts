import { existsSync } from 'node:fs';
import { LineProgram, niceness, serverCore } from '../harness/line-program.js';
import { nativeProgram } from '../harness/paths.js';
import { type Kind, type Row, rounded, row } from '../harness/result.js';
import { findSpeech } from '../harness/speech.js';

/** Who is measured; `webrtc` and `speexdsp` are linked as their makers offer them. */
export type VoiceEngine = 'ours' | 'webrtc' | 'speexdsp';

interface Figure {
  readonly scene: string;
  readonly engine: VoiceEngine;
  readonly metric: string;
  readonly value: number;
}

/** What `bench/native/webrtc/NAME.cc` has found out, and with which speech. */
export interface VoiceRun {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}

/** Enough for the longest scene. */
const mostFiles = 60;

/** Runs one of the programs over some of the speech that is installed. Without the WebRTC module it finds nothing. */
export async function runVoice(name: string, quick: boolean): Promise<VoiceRun> {
  const program = nativeProgram(`webrtc_${name}`);
  if (!existsSync(program)) {
    return { figures: [], notes: ['Built without the WebRTC module: apt-get install libtgowt-dev libabsl-dev'] };
  }
  const { files, about } = findSpeech();
  const step = Math.ceil(files.length / mostFiles);
  const some = files.filter((_, i) => i % step === 0);
  const options = { core: serverCore, nice: niceness.likeMediaThread };
  await using running = LineProgram.start(program, [quick ? '1' : '0', ...some], options);
  const figures: Figure[] = [];
  for (;;) {
    const line = await running.line((text) => text.startsWith('{') || text === 'end');
    if (line === 'end') break;
    figures.push(JSON.parse(line) as Figure);
  }
  await running.ended();
  return { figures, notes: [`${about}, of which ${some.length} were used`] };
}

export interface VoiceMetric {
  readonly metric: string;
  readonly unit: string;
  readonly kind: Kind;
}

/** A row for each scene, metric and peer; a row without peer where the figure is ours alone. */
export function voiceRows({ figures }: VoiceRun, metrics: readonly VoiceMetric[]): Row[] {
  const names: Readonly<Record<Exclude<VoiceEngine, 'ours'>, string>> = { webrtc: 'bare WebRTC', speexdsp: 'speexdsp' };
  return metrics.flatMap((metric) => {
    const own = figures.filter((figure) => figure.metric === metric.metric && figure.engine === 'ours');
    return own.flatMap(({ scene, value }) => {
      const common = { ...metric, case: scene, ours: rounded(value, 3) };
      const peers = (['webrtc', 'speexdsp'] as const).flatMap((engine) => {
        const peer = figures.find(
          (one) => one.engine === engine && one.scene === scene && one.metric === metric.metric,
        );
        return peer ? [row({ ...common, peer: rounded(peer.value, 3), peerName: names[engine] })] : [];
      });
      return peers.length > 0 ? peers : [row(common)];
    });
  });
}
