import { callProgressTones, ToneDetector, type ToneEvent, type ToneStep } from '../../audio/index.js';
import type { Heard } from './heard.js';
import { isTelling, type SoundedTone, toneLabel, toneName } from './lone-tone.js';

const rateHz = 8000;
/** The countries whose call progress signals are told: three ways of doing it that most others follow, and ITU-T's. */
const countries = ['us', 'gb', 'fr', 'itu'] as const;
/** No cadence of call progress has a longer pause. */
const longestPauseMs = 6500;
const sameToneHz = 20;
/** As far back as the beginning of a signal is looked for. */
const rememberedTones = 32;

/** What a reader is told; call progress signals are named by their country as well. */
const labels: Readonly<Record<string, readonly [label: string, short: string]>> = {
  dial: ['dial tone', 'dial'],
  busy: ['busy', 'busy'],
  ringback: ['ringback', 'ring'],
  congestion: ['congestion', 'cong'],
  callWaiting: ['call waiting', 'wait'],
  sit: ['special information tone', 'SIT'],
  cng: ['fax calling (CNG)', 'CNG'],
  ced: ['fax or modem answer (CED)', 'CED'],
  ansReversed: ['modem answer (ANS, reversals)', 'ANS'],
  ansam: ['modem answer (ANSam)', 'ANSam'],
  ansamReversed: ['modem answer (ANSam, reversals)', 'ANSam'],
  beep: ['beep', 'beep'],
};

interface Signal {
  readonly name: string;
  readonly frequenciesHz: readonly number[];
  fromMs: number;
  toMs: number;
}

/** Hears call progress signals, fax tones and beeps of one channel, at 8 kHz. */
export class ToneListener implements Disposable {
  readonly #channel: number;
  readonly #detector = new ToneDetector({ sampleRateHz: rateHz, patterns: patterns() });
  readonly #tones: SoundedTone[] = [];
  /** Tones that belong to no signal, as far as is known. */
  readonly #loneTones: SoundedTone[] = [];
  readonly #signals: Signal[] = [];

  constructor(channel: number) {
    this.#channel = channel;
  }

  add(samples: Int16Array): void {
    for (const event of this.#detector.processChunk(samples)) this.#take(event);
  }

  finish(): Heard[] {
    for (const event of this.#detector.flushChunks()) this.#take(event);
    const lone = this.#loneTones.filter(
      (tone) => !this.#signals.some(({ fromMs, toMs }) => tone.fromMs < toMs && fromMs < tone.toMs),
    );
    return [...this.#signals.map((signal) => this.#heardSignal(signal)), ...lone.map((tone) => this.#heardTone(tone))];
  }

  [Symbol.dispose](): void {
    this.#detector.close();
  }

  #heardSignal({ name, fromMs, toMs }: Signal): Heard {
    const [signal = '', country] = name.split(' ');
    const [label, short] = labels[signal] ?? [signal, signal];
    const where = country === undefined ? '' : ` (${country.toUpperCase()})`;
    return this.#heard({ name: signal, label: label + where, short }, fromMs, toMs);
  }

  #heardTone(tone: SoundedTone): Heard {
    const signals = new Set(tone.candidates.map((name) => name.split(' ')[0] ?? ''));
    const meant = [...signals].map((signal) => labels[signal]?.[0] ?? signal);
    const frequencies = toneName(tone);
    return this.#heard(
      { name: frequencies, label: toneLabel(tone, meant), short: frequencies },
      tone.fromMs,
      tone.toMs,
    );
  }

  #heard(words: Pick<Heard, 'name' | 'label' | 'short'>, fromMs: number, toMs: number): Heard {
    return { channel: this.#channel, kind: 'tone', ...words, fromSeconds: fromMs / 1000, toSeconds: toMs / 1000 };
  }

  #take(event: ToneEvent): void {
    if (event.type === 'started') return;
    const { atMs: toMs, durationMs, frequenciesHz } = event;
    const fromMs = Math.max(0, toMs - durationMs);
    if (event.type === 'signal') this.#begin({ name: event.signal, frequenciesHz, fromMs, toMs });
    else this.#end({ fromMs, toMs, frequenciesHz, candidates: event.candidates });
  }

  /** A signal has become certain: it began with the first of the tones before that belong to it. */
  #begin(signal: Signal): void {
    const last = this.#signals.at(-1);
    if (last && last.name === signal.name && signal.fromMs - last.toMs < longestPauseMs) {
      last.toMs = Math.max(last.toMs, signal.toMs);
      return;
    }
    for (const tone of this.#tones.toReversed()) {
      if (signal.fromMs - tone.toMs > longestPauseMs || !tone.candidates.includes(signal.name)) break;
      signal.fromMs = Math.min(signal.fromMs, tone.fromMs);
    }
    this.#signals.push(signal);
  }

  /** A tone is over: the signal goes on as long as its tones do. */
  #end(tone: SoundedTone): void {
    if (isTelling(tone)) this.#loneTones.push(tone);
    this.#tones.push(tone);
    if (this.#tones.length > rememberedTones) this.#tones.shift();
    const last = this.#signals.at(-1);
    if (!last || tone.fromMs - last.toMs > longestPauseMs) return;
    if (tone.candidates.includes(last.name) || isSame(tone.frequenciesHz, last.frequenciesHz)) {
      last.toMs = Math.max(last.toMs, tone.toMs);
    }
  }
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((hz, index) => Math.abs(hz - (b[index] ?? 0)) < sameToneHz);
}

/** The signals of all countries by name and country; the special information tone is the same everywhere. */
function patterns(): Record<string, readonly ToneStep[]> {
  const named = countries.flatMap((country) =>
    Object.entries(callProgressTones(country)).map(
      ([signal, steps]) => [signal === 'sit' ? signal : `${signal} ${country}`, steps] as const,
    ),
  );
  return Object.fromEntries(named);
}
