import { OssicleError } from '../../core/index.js';
import type { CommandArguments } from '../command-line.js';
import { type LineCodec, lineCodecs } from './line-codec.js';
import type { Loss } from './network.js';

/** What `ossicle netsim` is asked to do. */
export interface NetsimOptions {
  readonly input: string;
  readonly output: string;
  /** The name of a family, or a file. */
  readonly trace: string;
  /** On top of what the trace loses. */
  readonly loss: Loss | undefined;
  readonly codec: LineCodec;
  readonly seed: number;
  readonly fixedDelayMs: number | undefined;
  /** A program that plays the same packets. */
  readonly peer: string | undefined;
  readonly json: boolean;
  readonly force: boolean;
}

/** @throws OssicleError INVALID_ARGUMENT naming the flag, what it may be and what it was. */
export function netsimOptions({ flags, operands }: CommandArguments): NetsimOptions {
  const [input = '', output = ''] = operands;
  const text = (flag: string): string | undefined => {
    const value = flags[flag];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    input,
    output,
    trace: text('trace') ?? 'clean',
    loss: lossOf(text('loss')),
    codec: codecOf(text('codec') ?? 'pcmu'),
    seed: seedOf(text('seed') ?? '1'),
    fixedDelayMs: fixedDelayOf(text('fixed-delay')),
    peer: text('peer'),
    json: flags['json'] === true,
    force: flags['force'] === true,
  };
}

const mostBurst = 100;

function lossOf(value: string | undefined): Loss | undefined {
  if (value === undefined) return undefined;
  const [percent, burst, ...more] = value.split(',').map(numberOf);
  const isPercent = percent !== undefined && percent >= 0 && percent <= 90;
  const isBurst = burst === undefined || (burst >= 1 && burst <= mostBurst);
  if (isPercent && isBurst && more.length === 0) return { share: percent / 100, burst: burst ?? 1 };
  const wanted = `a percentage from 0 to 90, alone or with a comma and how many are lost in a row on average, 1 to ${mostBurst}`;
  throw usage('loss', `--loss must be ${wanted} (as in --loss 5,4), but is '${value}'.`);
}

function codecOf(name: string): LineCodec {
  const wanted = name.toLowerCase().replace('.', '');
  const known = Object.values(lineCodecs).find((codec) => codec.name === wanted);
  if (known) return known;
  throw usage('codec', `--codec must be one of ${Object.keys(lineCodecs).join(', ')}, but is '${name}'.`);
}

function seedOf(value: string): number {
  const seed = numberOf(value);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw usage('seed', `--seed must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, but is '${value}'.`);
}

const mostFixedDelayMs = 2000;

function fixedDelayOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const delayMs = numberOf(value);
  if (delayMs >= 0 && delayMs <= mostFixedDelayMs) return delayMs;
  throw usage('fixed-delay', `--fixed-delay must be a number of ms from 0 to ${mostFixedDelayMs}, but is '${value}'.`);
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function usage(parameter: string, message: string): OssicleError {
  return new OssicleError('INVALID_ARGUMENT', message, { details: { parameter } });
}
