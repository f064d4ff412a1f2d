import { OssicleError, throwIfAborted } from '../../core/index.js';
import { type Block, blockFrames, type StreamFormat } from '../sound/block.js';
import { openSound } from '../sound/sound-source.js';
import type { Progress } from './progress.js';
import { Chain, type MakeStage } from './stage.js';

export interface PassOptions {
  readonly input: string;
  readonly steps: readonly MakeStage[];
  /** What the bar says. */
  readonly doing: string;
  readonly progress: Progress;
  /** Samples of the input, as an earlier pass has counted them. */
  readonly frames?: number;
  readonly signal: AbortSignal;
}

/** More than any stage holds back of the sound. */
const slackSeconds = 0.5;

/** What a pass over the sound has found. */
export interface Passed {
  readonly framesIn: number;
  readonly framesOut: number;
  readonly faults: readonly string[];
}

/**
 * Reads the whole input, sends it through the steps and gives what comes out to `receive`, block by block: memory does
 * not grow with the length of the sound.
 *
 * @throws OssicleError FILE_FAILED, FORMAT_INVALID (also when there is no sound in it), UNSUPPORTED, ABORTED.
 */
export async function passOver(
  { input, steps, doing, progress, frames, signal }: PassOptions,
  receive: (block: Block, format: StreamFormat) => void | Promise<void>,
): Promise<Passed> {
  await using source = await openSound(input, signal);
  using chain = new Chain(source.format, steps);
  const { sampleRateHz } = source.format;
  const total = frames ?? source.frames;
  let [framesIn, framesOut] = [0, 0];
  const pass = async (block: Block): Promise<void> => {
    if (blockFrames(block) === 0) return;
    framesOut += blockFrames(block);
    await receive(block, chain.format);
  };
  for await (const block of source) {
    throwIfAborted(signal);
    framesIn += blockFrames(block);
    await chain.prepare(blockFrames(block) / sampleRateHz + slackSeconds);
    await pass(chain.process(block));
    progress.show(doing, {
      soundSeconds: framesIn / sampleRateHz,
      share: total === undefined ? undefined : framesIn / Math.max(total, framesIn, 1),
    });
  }
  throwIfAborted(signal);
  if (framesIn === 0) {
    const reason = source.faults().length > 0 ? 'it is damaged or ends too early' : 'it has no samples';
    throw new OssicleError('FORMAT_INVALID', `${input} holds no sound: ${reason}.`);
  }
  await chain.prepare(slackSeconds);
  await pass(chain.flush());
  return { framesIn, framesOut, faults: source.faults() };
}
