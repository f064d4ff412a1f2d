import { invalidArgument, OssicleError } from '../../core/index.js';
import type { Speech, SynthesizeOptions, TextToSpeech } from '../text-to-speech.js';
import { checkVoice, type EspeakNgOptions, type ResolvedEspeakNgOptions, resolveOptions } from './options.js';
import { runProcess } from './process.js';
import { SharedTask } from './shared-task.js';
import { SpeechCache } from './speech-cache.js';
import { Turnstile } from './turnstile.js';
import { parseWaveOutput } from './wave-output.js';

/**
 * Speech by the espeak-ng program: text on its standard input, WAV from its standard output. A limited number of
 * processes at a time; the same text asked for twice is spoken once, and kept.
 *
 * @example
 * const speech = await new EspeakNg({ voice: 'en-gb' }).synthesize('Hello.');
 */
export class EspeakNg implements TextToSpeech {
  readonly #options: ResolvedEspeakNgOptions;
  readonly #cache: SpeechCache;
  readonly #turnstile: Turnstile;
  readonly #running = new Map<string, SharedTask<Speech>>();

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: EspeakNgOptions = {}) {
    this.#options = resolveOptions(options);
    this.#cache = new SpeechCache(this.#options.cacheBytes);
    this.#turnstile = new Turnstile(this.#options.maxProcesses, this.#options.maxWaiting);
  }

  /**
   * The version line of the installed program.
   *
   * @throws OssicleError UNSUPPORTED when it is not installed; SPEECH_FAILED, TIMEOUT, ABORTED.
   */
  async version(options: { readonly signal?: AbortSignal } = {}): Promise<string> {
    const { command, timeoutMs } = this.#options;
    const output = await runProcess({ command, args: ['--version'], input: '', timeoutMs, ...options });
    return Buffer.from(output).toString('utf8').split('\n')[0]?.trim() ?? '';
  }

  /** @throws OssicleError UNSUPPORTED when espeak-ng is not installed; LIMIT_REACHED; and what the port says. */
  async synthesize(text: string, options: SynthesizeOptions = {}): Promise<Speech> {
    const voice = checkVoice(options.voice ?? options.language ?? this.#options.voice);
    const spoken = this.#checkText(text);
    const key = `${voice} ${this.#options.speedWordsPerMinute} ${spoken}`;
    const cached = this.#cache.get(key);
    if (cached) return cached;
    return this.#taskFor(key, voice, spoken).wait(options.signal);
  }

  #taskFor(key: string, voice: string, text: string): SharedTask<Speech> {
    const running = this.#running.get(key);
    if (running && !running.cancelled) return running;
    const task = new SharedTask((signal) => this.#speak(key, voice, text, signal));
    this.#running.set(key, task);
    task.onSettled(() => {
      // A cancelled task may have been replaced meanwhile.
      if (this.#running.get(key) === task) this.#running.delete(key);
    });
    return task;
  }

  async #speak(key: string, voice: string, text: string, signal: AbortSignal): Promise<Speech> {
    const { command, speedWordsPerMinute, timeoutMs } = this.#options;
    const args = ['--stdin', '--stdout', '-b', '1', '-v', voice, '-s', String(speedWordsPerMinute)];
    const request = { command, args, input: text, timeoutMs, signal };
    const speech = parseWaveOutput(await this.#turnstile.run(() => runProcess(request), signal));
    if (speech.samples.length === 0) throw new OssicleError('SPEECH_FAILED', `${command} returned no sound.`);
    this.#cache.set(key, speech);
    return speech;
  }

  #checkText(text: string): string {
    const { maxTextLength } = this.#options;
    const spoken = cleanText(text);
    if (spoken === '') throw invalidArgument('text', 'something to speak', text);
    if (spoken.length <= maxTextLength) return spoken;
    throw invalidArgument('text', `at most ${maxTextLength} characters`, text);
  }
}

/** Without control, formatting and unpaired surrogate characters; white space folded. */
function cleanText(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim();
}
