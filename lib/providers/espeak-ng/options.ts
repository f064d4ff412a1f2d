import { availableParallelism } from 'node:os';
import { invalidArgument } from '../../core/index.js';

/** How espeak-ng is run. */
export interface EspeakNgOptions {
  /** Program to run; `espeak-ng`, found on PATH, by default. */
  readonly command?: string;
  /** A voice of `espeak-ng --voices`, e.g. `en-gb` or `de`; `en` by default. */
  readonly voice?: string;
  /** Words per minute, 80 to 450; 160 by default. */
  readonly speedWordsPerMinute?: number;
  /** How long one text may take before its process is killed; 10,000 by default. */
  readonly timeoutMs?: number;
  /** Longest text in characters; 2,000 by default. */
  readonly maxTextLength?: number;
  /** Processes at the same time; one per CPU core by default. */
  readonly maxProcesses?: number;
  /** Texts that may wait for a process before LIMIT_REACHED is thrown; 256 by default. */
  readonly maxWaiting?: number;
  /** Memory for finished speech, least recently used goes first; 32 MiB by default. */
  readonly cacheBytes?: number;
}

/** The options with every default filled in. */
export type ResolvedEspeakNgOptions = Required<EspeakNgOptions>;

/** @throws OssicleError INVALID_ARGUMENT naming the option. */
export function resolveOptions(options: EspeakNgOptions): ResolvedEspeakNgOptions {
  const resolved: ResolvedEspeakNgOptions = {
    command: options.command ?? 'espeak-ng',
    voice: checkVoice(options.voice ?? 'en'),
    speedWordsPerMinute: options.speedWordsPerMinute ?? 160,
    timeoutMs: options.timeoutMs ?? 10_000,
    maxTextLength: options.maxTextLength ?? 2000,
    maxProcesses: options.maxProcesses ?? availableParallelism(),
    maxWaiting: options.maxWaiting ?? 256,
    cacheBytes: options.cacheBytes ?? 32 * 1024 * 1024,
  };
  checkRange('speedWordsPerMinute', resolved.speedWordsPerMinute, 80, 450);
  checkRange('timeoutMs', resolved.timeoutMs, 1, 600_000);
  checkRange('maxTextLength', resolved.maxTextLength, 1, 100_000);
  checkRange('maxProcesses', resolved.maxProcesses, 1, 1024);
  checkRange('maxWaiting', resolved.maxWaiting, 0, 100_000);
  checkRange('cacheBytes', resolved.cacheBytes, 0, 2 ** 34);
  return resolved;
}

/** A voice name that is no option, no path and no shell word. @throws OssicleError INVALID_ARGUMENT. */
export function checkVoice(voice: string): string {
  if (/^[A-Za-z][A-Za-z0-9+_-]{0,63}$/.test(voice)) return voice.toLowerCase();
  throw invalidArgument('voice', 'a voice name of letters, digits, +, - and _', voice);
}

function checkRange(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw invalidArgument(name, `a whole number from ${min} to ${max}`, value);
}
