import { LoudnessMeter } from '../../audio/index.js';
import { OssicleError } from '../../core/index.js';
import { interleaved, type StreamFormat } from '../sound/block.js';
import { passOver } from './pass.js';
import type { ProcessOptions } from './process-options.js';
import type { Progress } from './progress.js';
import type { MakeStage } from './stage.js';

/** By how much the sound is made louder at the end, and what there is to say about it. */
export interface LevelPlan {
  readonly gainDb: number;
  readonly notes: readonly string[];
  /** Samples of the input, when it has been read to find out. */
  readonly frames?: number;
}

export interface LevelPlanOptions {
  readonly options: ProcessOptions;
  /** What is done to the sound before. */
  readonly steps: readonly MakeStage[];
  /** What comes out of the steps. */
  readonly format: StreamFormat;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** The most that a programme's true peak may be (EBU R 128, recommendation i). */
const ceilingDbtp = -1;
/** What the meter says when nothing has passed its gate at -70 LUFS. */
const nothingLufs = -127;

/**
 * Reads the sound once and works out the gain that brings it to the loudness wanted; none when no loudness is wanted.
 *
 * @throws OssicleError UNSUPPORTED for more than two channels, and as `passOver`.
 */
export async function planLevel({ options, steps, format, progress, signal }: LevelPlanOptions): Promise<LevelPlan> {
  const { input, normalizeLufs } = options;
  if (normalizeLufs === undefined) return { gainDb: 0, notes: [] };
  const { sampleRateHz, channels } = format;
  if (channels !== 1 && channels !== 2) {
    throw new OssicleError(
      'UNSUPPORTED',
      `Loudness is measured of one or two channels, not of ${channels}; add --channels 2.`,
    );
  }
  using meter = new LoudnessMeter({ sampleRateHz, channels });
  const { framesIn: frames } = await passOver({ input, steps, doing: 'measuring', progress, signal }, (block) =>
    meter.process(interleaved(block)),
  );
  const { integratedLufs, truePeakDbtp } = meter;
  if (integratedLufs <= nothingLufs) {
    return {
      gainDb: 0,
      frames,
      notes: ['too short or too soft to have a loudness (400 ms above -70 LUFS); level left as it is'],
    };
  }
  return { frames, ...gainFor(normalizeLufs, integratedLufs, truePeakDbtp) };
}

function gainFor(wantedLufs: number, lufs: number, peakDbtp: number): { gainDb: number; notes: string[] } {
  const gainDb = Math.min(wantedLufs - lufs, ceilingDbtp - peakDbtp);
  const peak = `true peak ${(peakDbtp + gainDb).toFixed(1)} dBTP`;
  const note = `loudness ${lufs.toFixed(1)} became ${(lufs + gainDb).toFixed(1)} LUFS, ${peak}`;
  const held = lufs + gainDb < wantedLufs - 0.05;
  return { gainDb, notes: [held ? `${note}: louder is not possible without clipping or compressing` : note] };
}
