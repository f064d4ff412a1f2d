import { readFileSync } from 'node:fs';
import { LineProgram, niceness, serverCore } from '../harness/line-program.js';
import { startNode } from '../harness/node-program.js';
import { nativeProgram } from '../harness/paths.js';
import { findPeerProgram, missingPeerLibrary } from '../harness/peers.js';
import { qualityOf, type ResamplerQuality } from './resampler-signal.js';

/** Someone who can change sample rates. */
export interface ResamplerEngine {
  readonly name: string;
  /** As its program counts it. */
  readonly quality: number;
  /** A native program; our own classes run in Node. */
  readonly program: string | undefined;
  readonly ours: boolean;
  /** What to tell when there is no program. */
  readonly missing: string;
}

/** What one run of an engine gave: its quality, its whole delay, and us per 20 ms of Int16 (libsamplerate: floats). */
export interface ResamplerRun extends ResamplerQuality {
  readonly delayMs: number;
  readonly us: number;
}

const { ours: oursName, speexdsp: speexdspName } = { ours: 'ossicle', speexdsp: 'bare speexdsp quality 5' };

/** Ours first, then bare speexdsp, which does the same work, then the others. */
export function resamplerEngines(): readonly ResamplerEngine[] {
  const soxr = { program: findPeerProgram('soxr', 'resampler'), ours: false, missing: missingPeerLibrary('soxr') };
  const samplerate = {
    program: findPeerProgram('samplerate', 'resampler'),
    ours: false,
    missing: missingPeerLibrary('samplerate'),
  };
  return [
    { name: oursName, quality: 5, program: undefined, ours: true, missing: '' },
    { name: speexdspName, quality: 5, program: nativeProgram('speexdsp_resampler'), ours: false, missing: '' },
    { name: 'libsoxr HQ', quality: 4, ...soxr },
    { name: 'libsamplerate SINC_MEDIUM', quality: 1, ...samplerate },
    { name: 'libsamplerate SINC_FASTEST', quality: 2, ...samplerate },
  ];
}

/** Runs an engine over the test signal, which stands in `files`.input. */
export async function runResampler(
  engine: ResamplerEngine,
  [inHz, outHz]: readonly [number, number],
  files: string,
  roundMs: number,
): Promise<ResamplerRun> {
  const args = [inHz, outHz, engine.quality, files, roundMs].map(String);
  const options = { core: serverCore, nice: niceness.likeMediaThread };
  await using program = engine.ours
    ? startNode('audio/resampler-calls.js', args)
    : LineProgram.start(engine.program ?? '', args, options);
  const { us, withheldMs } = await program.json<{ us: number; withheldMs: number }>();
  await program.ended();
  const bytes = readFileSync(`${files}.output`);
  const output = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const quality = qualityOf(output, inHz, outHz);
  return { ...quality, delayMs: quality.shiftMs + withheldMs, us };
}
