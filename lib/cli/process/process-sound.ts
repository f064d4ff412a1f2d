import { stat } from 'node:fs/promises';
import { Terminal } from '../../server/index.js';
import { durationText } from '../clock-text.js';
import type { CommandArguments } from '../command-line.js';
import type { CommandContext } from '../context.js';
import { interruptible } from '../interruption.js';
import { bytesText, channelsText, formatText } from '../sound/format-text.js';
import { openSound, type SoundSource } from '../sound/sound-source.js';
import { channelStage } from './channel-stage.js';
import { checkOutput } from './check-output.js';
import { dtmfStage, isDtmfRate } from './dtmf-stage.js';
import { gainStage } from './gain-stage.js';
import { type LevelPlan, planLevel } from './level-plan.js';
import { fittingFormat, type OutputFormat, outputFormat } from './output-format.js';
import { OverloadCounter } from './overload-counter.js';
import { type Passed, passOver } from './pass.js';
import { checkBitrate, type ProcessOptions, processOptions } from './process-options.js';
import { Progress, speedText } from './progress.js';
import { isResamplerRate, resampleStage } from './resample-stage.js';
import { createSound } from './sound-sink.js';
import type { MakeStage } from './stage.js';
import { changesVoice, isVoiceRate, voiceStage } from './voice-stage.js';

/** `ossicle process`: reads a sound file, changes it and writes another. @throws OssicleError. */
export async function processSound(args: CommandArguments, context: CommandContext): Promise<number> {
  const options = processOptions(args);
  const output = outputFormat(options.output, options.codec);
  checkBitrate(options, output);
  return interruptible(context, async (signal) => {
    await checkOutput(options.output, options);
    const terminal = new Terminal(context.stdout, true);
    using progress = new Progress(terminal, () => performance.now());
    const lines = await convert({ options, output, progress, signal });
    progress[Symbol.dispose]();
    context.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  });
}

interface Work {
  readonly options: ProcessOptions;
  readonly output: OutputFormat;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Does the work and says what has become of it. */
async function convert(work: Work): Promise<string[]> {
  const { options, output, progress, signal } = work;
  const plan = await planChain(work);
  const level = await planLevel({ ...work, ...plan });
  const overload = new OverloadCounter();
  await using sink = await createSound(options.output, {
    output,
    format: plan.format,
    bitrateBps: options.bitrateBps,
    signal,
  });
  const steps = [...plan.steps, ...(level.gainDb === 0 ? [] : [gainStage(level.gainDb)])];
  const passed = await passOver(
    { input: options.input, steps, doing: 'writing', progress, signal, ...(level.frames && { frames: level.frames }) },
    async (block) => {
      if (output.codec !== 'float32') overload.add(block);
      await sink.write(block);
    },
  );
  await sink.close();
  return [await resultLine(work, plan, passed), ...notes(plan, level, overload, passed)];
}

interface ChainPlan {
  readonly steps: readonly MakeStage[];
  readonly format: { readonly sampleRateHz: number; readonly channels: number };
  readonly changes: readonly string[];
}

/** What has to be done, in this order, so that the output is as it was asked for. */
async function planChain({ options, output, signal }: Work): Promise<ChainPlan> {
  await using source = await openSound(options.input, signal);
  const wanted = { sampleRateHz: options.resampleHz, channels: options.channels };
  const format = fittingFormat(output, source.format, wanted);
  const { sampleRateHz, channels } = source.format;
  const steps: MakeStage[] = [];
  // Best where the sound is as it came; where digits cannot be heard at its rate, after the change of rate.
  const early = options.removeDtmf && isDtmfRate(sampleRateHz);
  if (format.channels !== channels && format.channels <= 2) steps.push(channelStage(format.channels === 1 ? 1 : 2));
  if (early) steps.push(dtmfStage);
  const voice = changesVoice(options.voice) ? [voiceStage(options.voice, signal)] : [];
  const voiceEarly = isVoiceRate(sampleRateHz);
  if (voiceEarly) steps.push(...voice);
  if (format.sampleRateHz !== sampleRateHz && isResamplerRate(format.sampleRateHz)) {
    steps.push(resampleStage(format.sampleRateHz));
  }
  if (options.removeDtmf && !early) steps.push(dtmfStage);
  if (!voiceEarly) steps.push(...voice);
  if (options.gainDb !== 0) steps.push(gainStage(options.gainDb));
  return { steps, format, changes: changesOf(source, format) };
}

function changesOf({ format: from }: SoundSource, to: ChainPlan['format']): string[] {
  return [
    ...(from.channels === to.channels ? [] : [`${channelsText(from.channels)} became ${channelsText(to.channels)}`]),
    ...(from.sampleRateHz === to.sampleRateHz ? [] : [`${from.sampleRateHz} Hz became ${to.sampleRateHz} Hz`]),
  ];
}

async function resultLine({ options, output, progress }: Work, plan: ChainPlan, passed: Passed): Promise<string> {
  const seconds = passed.framesOut / plan.format.sampleRateHz;
  const { size } = await stat(options.output);
  const facts = [
    formatText({ container: output.container, encoding: output.codec, format: plan.format }),
    durationText(seconds),
    bytesText(size),
  ];
  return `${options.output}: ${facts.join(', ')}; ${speedText(seconds, progress.elapsedSeconds)}`;
}

function notes(plan: ChainPlan, level: LevelPlan, overload: OverloadCounter, passed: Passed): string[] {
  return [...plan.changes, ...level.notes, ...overload.notes(), ...passed.faults].map((note) => `  ${note}`);
}
