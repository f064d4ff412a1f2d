import { type NativeAnsweringMachineDetector, native } from '../native/index.js';
import { toneDetectorRatesHz } from './tone-detector.js';
import { checkInteger, checkNumber, checkOneOf, makeNative, objectOf, Unit } from './unit.js';

/** Who has answered. */
export type AnswerDecision = 'undecided' | 'human' | 'machine' | 'fax' | 'silence';

/** What told it. */
export type AnswerCause =
  | 'none'
  | 'initialSilence'
  | 'shortGreeting'
  | 'longGreeting'
  | 'manyWords'
  | 'beep'
  | 'callingFax'
  | 'calledFax'
  | 'timeOut';

/** Times are in ms of audio. */
export interface AnsweringMachineDetectorOptions {
  readonly sampleRateHz: (typeof toneDetectorRatesHz)[number];
  /** Nothing said for so long is `silence`; 100 to 60 000, 3500 by default. */
  readonly maximumInitialSilenceMs?: number;
  /** A greeting that is longer, pauses included, is a machine's; 100 to 60 000, 1800 by default. */
  readonly maximumGreetingMs?: number;
  /** A greeting of more words is a machine's; 1 to 100, 5 by default. */
  readonly maximumWords?: number;
  /** So much silence after a greeting that was neither is a person's; 100 to 60 000, 800 by default. */
  readonly afterGreetingSilenceMs?: number;
  /** Sound that is shorter is no word; 20 to 2000, 120 by default. */
  readonly minimumWordMs?: number;
  /** A pause that is shorter is inside a word; 20 to 2000, 100 by default. */
  readonly betweenWordsSilenceMs?: number;
  /** Then silence is `silence` and anything else `human`; 500 to 120 000, 6000 by default. */
  readonly maximumTimeMs?: number;
}

/** The decision, once; or the end of a beep, after which a message may be left. `atMs` is audio since the beginning. */
export type AnsweringMachineEvent =
  | {
      readonly type: 'decided';
      readonly atMs: number;
      readonly decision: Exclude<AnswerDecision, 'undecided'>;
      readonly cause: AnswerCause;
    }
  | { readonly type: 'beep'; readonly atMs: number; readonly frequencyHz: number; readonly durationMs: number };

const nothing: readonly AnsweringMachineEvent[] = Object.freeze([]);
/** `AnsweringMachineDetector::Decision` and `::Cause` of `native/dsp/answering_machine_detector.h`. */
export const answerDecisions: readonly AnswerDecision[] = ['undecided', 'human', 'machine', 'fax', 'silence'];
export const answerCauses: readonly AnswerCause[] = [
  'none',
  'initialSilence',
  'shortGreeting',
  'longGreeting',
  'manyWords',
  'beep',
  'callingFax',
  'calledFax',
  'timeOut',
];

/**
 * Tells from the first seconds of mono audio after the answer whether a person, an answering machine, a fax or nobody
 * is there, and when a machine has beeped. A person says a few words and waits; a machine talks on.
 *
 * @example
 * using detector = new AnsweringMachineDetector({ sampleRateHz: 8000 });
 * for (const event of detector.process(frame)) if (event.type === 'decided') console.log(event.decision);
 */
export class AnsweringMachineDetector extends Unit<NativeAnsweringMachineDetector> {
  readonly latencySamples = 0;
  #sampleRateHz: number;
  readonly #figures = new Float64Array(4);

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: AnsweringMachineDetectorOptions) {
    super('AnsweringMachineDetector', make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
  }

  /**
   * Begins anew with other options.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: AnsweringMachineDetectorOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
  }

  get decision(): AnswerDecision {
    this.assertOpen();
    return answerDecisions[this.native.decision()] ?? 'undecided';
  }

  get cause(): AnswerCause {
    this.assertOpen();
    return answerCauses[this.native.cause()] ?? 'none';
  }

  /**
   * Takes a frame of any length. Returns what has happened, nearly always nothing; the empty answer is always the same
   * object.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array): readonly AnsweringMachineEvent[] {
    if (frame instanceof Int16Array && frame.length > this.#sampleRateHz) return this.#processLong(frame);
    const count = this.native.process(frame);
    if (count === 0) return nothing;
    if (count < 0) this.refuse(count, 'process', { name: 'frame', value: frame, kinds: ['Int16Array'] });
    return Array.from({ length: count }, (_, i) => this.#event(i));
  }

  /** The native side takes one second at a time. */
  #processLong(frame: Int16Array): readonly AnsweringMachineEvent[] {
    const events: AnsweringMachineEvent[] = [];
    for (let at = 0; at < frame.length; at += this.#sampleRateHz)
      events.push(...this.process(frame.subarray(at, at + this.#sampleRateHz)));
    return events;
  }

  #event(index: number): AnsweringMachineEvent {
    this.native.event(index, this.#figures);
    const [type, atMs = 0, frequencyHz = 0, durationMs = 0] = this.#figures;
    if (type === 1) return { type: 'beep', atMs, frequencyHz, durationMs };
    return { type: 'decided', atMs, decision: this.decision as 'human', cause: this.cause };
  }
}

function make(options: AnsweringMachineDetectorOptions): NativeAnsweringMachineDetector {
  const complete = {
    maximumInitialSilenceMs: 3500,
    maximumGreetingMs: 1800,
    maximumWords: 5,
    afterGreetingSilenceMs: 800,
    minimumWordMs: 120,
    betweenWordsSilenceMs: 100,
    maximumTimeMs: 6000,
    ...options,
  };
  checkOneOf('sampleRateHz', complete.sampleRateHz, toneDetectorRatesHz);
  for (const name of ['maximumInitialSilenceMs', 'maximumGreetingMs', 'afterGreetingSilenceMs'] as const)
    checkNumber(name, complete[name], 100, 60_000);
  for (const name of ['minimumWordMs', 'betweenWordsSilenceMs'] as const) checkNumber(name, complete[name], 20, 2000);
  checkInteger('maximumWords', complete.maximumWords, 1, 100);
  checkNumber('maximumTimeMs', complete.maximumTimeMs, 500, 120_000);
  return makeNative('AnsweringMachineDetector', () => new (native().AnsweringMachineDetector)(complete));
}
