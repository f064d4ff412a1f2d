import { type NoiseReduction, noiseReductions, type ResamplerRateHz, resamplerRatesHz } from '../../audio/index.js';
import { OssicleError } from '../../core/index.js';
import type { CommandArguments } from '../command-line.js';
import type { OutputFormat } from './output-format.js';
import { isResamplerRate } from './resample-stage.js';
import type { VoicePlan } from './voice-stage.js';

/** What `ossicle process` is asked to do. */
export interface ProcessOptions {
  readonly input: string;
  readonly output: string;
  readonly codec: string | undefined;
  readonly bitrateBps: number | undefined;
  readonly resampleHz: ResamplerRateHz | undefined;
  readonly channels: 1 | 2 | undefined;
  readonly removeDtmf: boolean;
  readonly voice: VoicePlan;
  readonly gainDb: number;
  readonly normalizeLufs: number | undefined;
  readonly force: boolean;
}

/** The level of speech that `--gain-control` aims at. */
export const defaultSpeechDbfs = -23;
/** How much `--denoise` takes away. */
export const defaultReduction: NoiseReduction = 'moderate';

/** The loudness of programmes (EBU R 128). */
export const defaultLoudnessLufs = -23;

/** @throws OssicleError INVALID_ARGUMENT naming the flag, what it may be and what it was. */
export function processOptions({ flags, operands }: CommandArguments): ProcessOptions {
  const [input = '', output = ''] = operands;
  const { codec, normalize } = flags;
  const bitrateKbps = numberOf('bitrate', flags['bitrate'], 6, 510);
  const gainDb = numberOf('gain', flags['gain'], -96, 96);
  if (gainDb !== undefined && normalize !== undefined) {
    throw usage('gain', '--gain and --normalize both decide the level; choose one.');
  }
  return {
    input,
    output,
    codec: typeof codec === 'string' ? codec : undefined,
    bitrateBps: bitrateKbps === undefined ? undefined : Math.round(bitrateKbps * 1000),
    resampleHz: rateOf(flags['resample']),
    channels: channelsOf(flags['channels']),
    removeDtmf: flags['remove-dtmf'] === true,
    voice: voiceOf(flags),
    gainDb: gainDb ?? 0,
    normalizeLufs: normalize === true ? defaultLoudnessLufs : numberOf('normalize', normalize, -70, -5),
    force: flags['force'] === true,
  };
}

/** @throws OssicleError INVALID_ARGUMENT for a bit rate that would have no effect. */
export function checkBitrate({ bitrateBps }: ProcessOptions, { codec }: OutputFormat): void {
  if (bitrateBps === undefined || codec === 'opus') return;
  throw usage('bitrate', `--bitrate goes with Opus only, not with ${codec}; name the output .opus.`);
}

type FlagValue = string | boolean | undefined;

function numberOf(flag: string, value: FlagValue, least: number, most: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (number >= least && number <= most) return number;
  throw usage(flag, `--${flag} must be a number from ${least} to ${most}, but is '${value}'.`);
}

function voiceOf(flags: CommandArguments['flags']): VoicePlan {
  const { denoise, 'gain-control': level, 'echo-reference': echoReference } = flags;
  return {
    denoise: denoise === true ? defaultReduction : reductionOf(denoise),
    gainControlDbfs: level === true ? defaultSpeechDbfs : numberOf('gain-control', level, -40, -6),
    echoReference: typeof echoReference === 'string' ? echoReference : undefined,
  };
}

function reductionOf(value: FlagValue): NoiseReduction | undefined {
  const known = noiseReductions.find((reduction) => reduction === value);
  if (known || typeof value !== 'string') return known;
  throw usage('denoise', `--denoise must be one of ${noiseReductions.join(', ')}, but is '${value}'.`);
}

function rateOf(value: FlagValue): ResamplerRateHz | undefined {
  if (value === undefined) return undefined;
  const rateHz = Number(value);
  if (isResamplerRate(rateHz)) return rateHz;
  throw usage('resample', `--resample must be one of ${resamplerRatesHz.join(', ')}, but is '${value}'.`);
}

function channelsOf(value: FlagValue): 1 | 2 | undefined {
  if (value === undefined) return undefined;
  if (value === '1' || value === '2') return value === '1' ? 1 : 2;
  throw usage('channels', `--channels must be 1 or 2, but is '${value}'.`);
}

function usage(parameter: string, message: string): OssicleError {
  return new OssicleError('INVALID_ARGUMENT', message, { details: { parameter } });
}
