import { resamplerRatesHz } from '../../audio/index.js';
import { passOver } from '../process/pass.js';
import type { Progress } from '../process/progress.js';
import { isResamplerRate } from '../process/resample-stage.js';
import type { StreamFormat } from '../sound/block.js';
import { channelName } from '../sound/format-text.js';
import { openSound } from '../sound/sound-source.js';
import { type ChannelInspection, ChannelInspector } from './channel-inspector.js';
import type { Heard } from './heard.js';
import { type Loudness, LoudnessGatherer } from './loudness.js';
import { speechRatesHz } from './voice-track.js';

/** What there is to know about a sound file. */
export interface Inspection {
  readonly path: string;
  readonly container: string;
  readonly encoding: string;
  readonly bytes: number;
  readonly format: StreamFormat;
  readonly seconds: number;
  readonly channels: readonly (ChannelInspection & { readonly name: string })[];
  /** Of all channels together; undefined where it cannot be measured. */
  readonly loudness: Loudness | undefined;
  /** In the order of time. */
  readonly heard: readonly Heard[];
  /** What is wrong with the file, or could not be looked at. */
  readonly faults: readonly string[];
}

export interface InspectOptions {
  readonly path: string;
  /** Whether the figures that a page draws are wanted. */
  readonly forPage: boolean;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Together for all channels, so that a page stays small. */
const outlineBins = 32_768;
const spectrogramCells = 1_200_000;

/** Reads a file to its end and looks at it in all ways. @throws OssicleError as `passOver`. */
export async function inspectFile({ path, forPage, progress, signal }: InspectOptions): Promise<Inspection> {
  const about = await aboutFile(path, signal);
  const { format, encoding, frames } = about;
  using stack = new Inspectors();
  for (let channel = 0; channel < format.channels; channel++) {
    stack.list.push(
      new ChannelInspector({
        channel,
        encoding,
        frames,
        sampleRateHz: format.sampleRateHz,
        outlineBins: Math.min(16_384, 2 * Math.floor(outlineBins / 2 / format.channels)),
        spectrogramCells: forPage ? Math.floor(spectrogramCells / format.channels) : 0,
      }),
    );
  }
  using loudness = LoudnessGatherer.for(format);
  const passed = await passOver({ input: path, steps: [], doing: 'looking', progress, signal }, (block) => {
    for (const [channel, samples] of block.entries()) stack.list[channel]?.add(samples);
    loudness?.add(block);
  });
  const channels = stack.list.map((one, index) => ({ ...one.finish(), name: channelName(index, format.channels) }));
  return {
    ...about,
    path,
    channels,
    loudness: loudness?.loudness(),
    seconds: passed.framesIn / format.sampleRateHz,
    heard: channels.flatMap(({ heard }) => heard).toSorted((a, b) => a.fromSeconds - b.fromSeconds),
    faults: [...passed.faults, ...notLookedAt(format)],
  };
}

/** The inspectors of all channels, to be closed together. */
class Inspectors implements Disposable {
  readonly list: ChannelInspector[] = [];

  [Symbol.dispose](): void {
    for (const inspector of this.list) inspector[Symbol.dispose]();
  }
}

async function aboutFile(path: string, signal: AbortSignal) {
  await using source = await openSound(path, signal);
  const { container, encoding, bytes, format, frames } = source;
  return { container, encoding, bytes, format, frames };
}

function notLookedAt({ sampleRateHz }: StreamFormat): string[] {
  const [least, most] = speechRatesHz;
  const isListened = sampleRateHz >= least && sampleRateHz <= most;
  return [
    ...(isResamplerRate(sampleRateHz)
      ? []
      : [`digits and tones are looked for at ${resamplerRatesHz.join(', ')} Hz only, not at ${sampleRateHz} Hz`]),
    ...(isListened ? [] : [`speech is looked for at ${least} to ${most} Hz only, not at ${sampleRateHz} Hz`]),
  ];
}
