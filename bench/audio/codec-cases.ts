import { nativeProgram } from '../harness/paths.js';
import { findPeerProgram, missingPeerLibrary } from '../harness/peers.js';

/** A codec in one setting, and who else can do it. */
export interface CodecCase {
  readonly name: string;
  readonly rateHz: number;
  /** The first arguments of `codec-calls.ts` and of the peer's program alike. */
  readonly args: readonly string[];
  readonly peerName: string;
  /** Undefined when it is not installed. */
  readonly peerProgram: string | undefined;
  /** What to tell then. */
  readonly missing: string;
}

function spandspCase(name: string, kind: string, rateHz: number): CodecCase {
  const peerProgram = findPeerProgram('spandsp', 'codec');
  return { name, rateHz, args: [kind], peerName: 'spandsp', peerProgram, missing: missingPeerLibrary('spandsp') };
}

function opusCase(rateHz: number, complexity: number, fec: boolean): CodecCase {
  const name = `Opus ${rateHz / 1000} kHz, complexity ${complexity}${fec ? ', FEC 10 %, every 2nd frame lost' : ''}`;
  const args = [rateHz, complexity, fec ? 1 : 0].map(String);
  return { name, rateHz, args, peerName: 'bare libopus', peerProgram: nativeProgram('opus_codec'), missing: '' };
}

/** All settings that are measured; a few of each kind when it has to be quick. */
export function codecCases(quick: boolean): readonly CodecCase[] {
  const muLaw = spandspCase('G.711 mu-law', 'mu-law', 8000);
  const aLaw = spandspCase('G.711 A-law', 'a-law', 8000);
  const g722 = spandspCase('G.722', 'g722', 16_000);
  if (quick) return [muLaw, aLaw, g722, opusCase(16_000, 5, false), opusCase(16_000, 5, true)];
  const rates = [8000, 16_000, 48_000];
  const plain = rates.flatMap((rateHz) => [0, 5, 10].map((complexity) => opusCase(rateHz, complexity, false)));
  return [muLaw, aLaw, g722, ...plain, ...rates.map((rateHz) => opusCase(rateHz, 5, true))];
}
