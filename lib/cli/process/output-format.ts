import { extname } from 'node:path';
import { opusRatesHz } from '../../audio/index.js';
import { OssicleError } from '../../core/index.js';
import type { StreamFormat } from '../sound/block.js';
import { type RawKind, rawKindOf, rawKinds } from '../sound/raw-telephony.js';
import { isResamplerRate } from './resample-stage.js';

export type Container = 'wav' | 'flac' | 'ogg-opus' | 'raw';

/** How the output is coded. */
export interface OutputFormat {
  readonly container: Container;
  readonly codec: Codec;
  /** The only rates it can have; any when undefined. */
  readonly ratesHz: readonly number[] | undefined;
  readonly maxChannels: number;
}

/** What `--codec` may say, and what else it is called. */
const codecNames = {
  pcm16: ['pcm', 's16'],
  pcm24: ['s24'],
  float32: ['float', 'f32'],
  'mu-law': ['pcmu', 'ulaw', 'mulaw'],
  'a-law': ['pcma', 'alaw'],
  g722: [],
  opus: [],
} as const satisfies Record<string, readonly string[]>;

export type Codec = keyof typeof codecNames;

/** The first of each is what is written unless `--codec` says otherwise. */
const codecsOf: Readonly<Record<Exclude<Container, 'raw'>, readonly Codec[]>> = {
  wav: ['pcm16', 'float32', 'mu-law', 'a-law'],
  flac: ['pcm16', 'pcm24'],
  'ogg-opus': ['opus'],
};

const containers: Readonly<Record<string, Exclude<Container, 'raw'>>> = {
  '.wav': 'wav',
  '.flac': 'flac',
  '.opus': 'ogg-opus',
  '.ogg': 'ogg-opus',
};

/**
 * What a file of this name will hold.
 *
 * @throws OssicleError INVALID_ARGUMENT naming what is possible.
 */
export function outputFormat(path: string, codecName: string | undefined): OutputFormat {
  const extension = extname(path).toLowerCase();
  const raw = rawKindOf(path);
  const container = Object.hasOwn(containers, extension) ? containers[extension] : undefined;
  if (raw === undefined && container === undefined) throw unknownExtension(path, extension);
  const possible: readonly Codec[] = container ? codecsOf[container] : [(raw as RawKind).encoding];
  const codec = codecName === undefined ? possible[0] : codecOf(codecName);
  if (codec === undefined || !possible.includes(codec)) throw wrongCodec(extension, possible, codecName);
  if (raw) return { container: 'raw', codec, ratesHz: [raw.sampleRateHz], maxChannels: 1 };
  if (container === 'ogg-opus') return { container, codec, ratesHz: opusRatesHz, maxChannels: 2 };
  return { container: container ?? 'wav', codec, ratesHz: undefined, maxChannels: 8 };
}

/** What the sound must be turned into so that `output` can hold it: the rate and number of channels. */
export function fittingFormat(
  output: OutputFormat,
  input: StreamFormat,
  wanted: { readonly sampleRateHz: number | undefined; readonly channels: 1 | 2 | undefined },
): StreamFormat {
  return {
    sampleRateHz: fittingRate(output, input, wanted.sampleRateHz),
    channels: fittingChannels(output, input, wanted.channels),
  };
}

function fittingRate(
  { ratesHz, codec, container }: OutputFormat,
  input: StreamFormat,
  wanted: number | undefined,
): number {
  const rateHz = wanted ?? input.sampleRateHz;
  if (ratesHz === undefined || ratesHz.includes(rateHz)) return rateHz;
  if (wanted !== undefined) {
    const what = container === 'raw' ? `raw ${codec} of that name` : codec;
    throw usage('resample', `--resample ${wanted} does not go with ${what}, which is at ${ratesHz.join(', ')} Hz.`);
  }
  const sorted = ratesHz.toSorted((a, b) => a - b);
  const enough = sorted.find((one) => one >= rateHz) ?? sorted.at(-1) ?? rateHz;
  return isResamplerRate(enough) ? enough : rateHz;
}

function fittingChannels(
  { maxChannels, codec, container }: OutputFormat,
  input: StreamFormat,
  wanted: 1 | 2 | undefined,
): number {
  const channels = wanted ?? input.channels;
  if (channels <= maxChannels) return channels;
  if (wanted !== undefined) {
    throw usage(
      'channels',
      `--channels ${wanted} does not go with ${container === 'raw' ? 'raw ' : ''}${codec}, which is mono.`,
    );
  }
  return maxChannels;
}

function codecOf(name: string): Codec | undefined {
  const wanted = name.toLowerCase();
  const entries = Object.entries(codecNames) as [Codec, readonly string[]][];
  return entries.find(([codec, others]) => codec === wanted || others.includes(wanted))?.[0];
}

function wrongCodec(extension: string, possible: readonly Codec[], name: string | undefined): OssicleError {
  const known = name !== undefined && codecOf(name);
  const fault = known ? `A ${extension} file cannot hold ${known}` : `There is no codec '${name}'`;
  const holders = known ? endingsFor(known) : [];
  const elsewhere = holders.length > 0 ? ` ${known} goes into ${holders.join(', ')}.` : '';
  return usage('codec', `${fault}; ${extension} goes with --codec ${possible.join(', ')}.${elsewhere}`);
}

function endingsFor(codec: Codec): string[] {
  const files = Object.entries(containers).filter(([, container]) => codecsOf[container].includes(codec));
  const raw = Object.entries(rawKinds).filter(([, { encoding }]) => encoding === codec);
  return [...files, ...raw].map(([extension]) => extension);
}

function unknownExtension(path: string, extension: string): OssicleError {
  const names = [...Object.keys(containers), ...Object.keys(rawKinds)].join(', ');
  if (extension === '.mp3') return usage('OUT', `MP3 is read, not written; name the output with one of ${names}.`);
  const fault = extension === '' ? `${path} has no extension` : `No format is known by the extension ${extension}`;
  return usage('OUT', `${fault}; name the output with one of ${names}.`);
}

function usage(parameter: string, message: string): OssicleError {
  return new OssicleError('INVALID_ARGUMENT', message, { details: { parameter } });
}
