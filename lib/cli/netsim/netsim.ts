import { stat } from 'node:fs/promises';
import { Terminal } from '../../server/index.js';
import { durationText } from '../clock-text.js';
import type { CommandArguments } from '../command-line.js';
import type { CommandContext } from '../context.js';
import { interruptible } from '../interruption.js';
import { channelStage } from '../process/channel-stage.js';
import { checkOutput } from '../process/check-output.js';
import { fittingFormat, type OutputFormat, outputFormat } from '../process/output-format.js';
import { passOver } from '../process/pass.js';
import { Progress, speedText } from '../process/progress.js';
import { isResamplerRate, resampleStage } from '../process/resample-stage.js';
import { createSound } from '../process/sound-sink.js';
import { Chain, type MakeStage } from '../process/stage.js';
import { type Block, blockFrames, type StreamFormat, toFloat32, toInt16 } from '../sound/block.js';
import { bytesText, formatText } from '../sound/format-text.js';
import { openSound } from '../sound/sound-source.js';
import { type NetsimOptions, netsimOptions } from './netsim-options.js';
import { figureLines, jsonFigures } from './netsim-report.js';
import { type NamedNetwork, type NetsimFigures, networkOf, Simulation } from './simulation.js';

/** `ossicle netsim`: sends a sound file over a bad line and says what becomes of it. @throws OssicleError. */
export async function netsim(args: CommandArguments, context: CommandContext): Promise<number> {
  const options = netsimOptions(args);
  const output = outputFormat(options.output, undefined);
  return interruptible(context, async (signal) => {
    await checkOutput(options.output, options);
    const network = await networkOf(options);
    using progress = new Progress(new Terminal(context.stdout, !options.json), () => performance.now());
    const sent = await sendThrough({ options, output, network, progress, signal });
    progress[Symbol.dispose]();
    const lines = options.json
      ? [jsonFigures(options, sent.figures)]
      : [await resultLine(options, output, sent, progress), ...sent.notes, ...figureLines(options, sent.figures)];
    context.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  });
}

interface Work {
  readonly options: NetsimOptions;
  readonly output: OutputFormat;
  readonly network: NamedNetwork;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

interface Sent {
  readonly figures: NetsimFigures;
  readonly format: StreamFormat;
  readonly frames: number;
  readonly notes: readonly string[];
}

async function sendThrough({ options, output, network, progress, signal }: Work): Promise<Sent> {
  const { input } = options;
  const { sampleRateHz } = options.codec;
  const toLine = await stepsToLine(input, sampleRateHz, signal);
  const unfit = { sampleRateHz: undefined, channels: undefined };
  const format = fittingFormat(output, { sampleRateHz, channels: 1 }, unfit);
  using toFile = new Chain({ sampleRateHz, channels: 1 }, stepsToFile(sampleRateHz, format));
  const heard: Block[] = [];
  using simulation = new Simulation({ options, ...network, heard: (samples) => heard.push([toFloat32(samples)]) });
  await using sink = await createSound(options.output, { output, format, bitrateBps: undefined, signal });
  let frames = 0;
  const write = async (block: Block): Promise<void> => {
    frames += blockFrames(block);
    if (blockFrames(block) > 0) await sink.write(block);
  };
  const writeHeard = async (): Promise<void> => {
    for (const block of heard.splice(0)) await write(toFile.process(block));
  };
  const passed = await passOver({ input, steps: toLine.steps, doing: 'sending', progress, signal }, async (block) => {
    await simulation.send(toInt16(block[0] ?? new Float32Array(0)), signal);
    await writeHeard();
  });
  const figures = await simulation.finish(signal);
  await writeHeard();
  await write(toFile.flush());
  await sink.close();
  return { figures, format, frames, notes: [...toLine.notes, ...passed.faults].map((note) => `  ${note}`) };
}

/** What makes the sound one channel at the rate of the line. */
async function stepsToLine(input: string, rateHz: number, signal: AbortSignal) {
  await using source = await openSound(input, signal);
  const { sampleRateHz, channels } = source.format;
  const steps: MakeStage[] = channels === 1 ? [] : [channelStage(1)];
  if (sampleRateHz !== rateHz && isResamplerRate(rateHz)) steps.push(resampleStage(rateHz));
  const notes = [
    ...(channels === 1 ? [] : [`${channels} channels became one on the line`]),
    ...(sampleRateHz === rateHz ? [] : [`${sampleRateHz} Hz became ${rateHz} Hz on the line`]),
  ];
  return { steps, notes };
}

function stepsToFile(rateHz: number, { sampleRateHz }: StreamFormat): MakeStage[] {
  return sampleRateHz !== rateHz && isResamplerRate(sampleRateHz) ? [resampleStage(sampleRateHz)] : [];
}

async function resultLine(
  { output: path }: NetsimOptions,
  output: OutputFormat,
  { format, frames }: Sent,
  progress: Progress,
): Promise<string> {
  const seconds = frames / format.sampleRateHz;
  const { size } = await stat(path);
  const facts = [
    formatText({ container: output.container, encoding: output.codec, format }),
    durationText(seconds),
    bytesText(size),
  ];
  return `${path}: ${facts.join(', ')}; ${speedText(seconds, progress.elapsedSeconds)}`;
}
