import { answerCauses, answerDecisions } from '../audio/answering-machine-detector.js';
import { callProgressTones } from '../audio/call-progress-tones.js';
import { toneSignals } from '../audio/tone-detector.js';
import { figuresOfPatterns } from '../audio/tone-pattern.js';
import type { ToneStep } from '../audio/tone-step.js';
import type { NativeSoundDetection } from '../native/index.js';
import type { SoundDetection, ToneName } from './sound-detection.js';

/** How many there are to a decision in `native/session/event.h`. */
const causesPerDecision = 16;

const calledFax = { frequenciesHz: [2100], cadenceMs: [] };
const faxTones: Readonly<Record<string, { frequenciesHz: number[]; cadenceMs: number[] }>> = {
  cng: { frequenciesHz: [1100], cadenceMs: [500, 3000] },
};

/** A detection that an engine carries out: what it has to know, and what its events mean. */
export class RunningDetection {
  readonly native: NativeSoundDetection;
  readonly #detection: SoundDetection;
  /** In the order of the native side's patterns. */
  readonly #patterns: readonly (readonly [ToneName, readonly ToneStep[]])[];

  /** @throws OssicleError INVALID_ARGUMENT for a country that there is not. */
  constructor(detection: SoundDetection) {
    const { digits = false, tones, answer = false } = detection;
    const patterns = tones === undefined ? {} : callProgressTones(tones);
    this.#detection = detection;
    this.#patterns = Object.entries(patterns) as [ToneName, readonly ToneStep[]][];
    this.native = { digits, answer, tones: tones !== undefined, patterns: figuresOfPatterns(patterns) };
  }

  digitHeard(digit: string, durationMs: number): void {
    this.#detection.onSound({ type: 'digit', digit, durationMs });
  }

  /** `signal`: the number of a pattern, or below 0 of a tone of faxes. */
  toneHeard(signal: number): void {
    const { tones = null } = this.#detection;
    if (signal < 0) {
      const tone = toneSignals[-1 - signal];
      if (tone === undefined || tone === 'beep') return;
      return this.#detection.onSound({ type: 'tone', tone, country: null, ...(faxTones[tone] ?? calledFax) });
    }
    const [tone, steps] = this.#patterns[signal] ?? [];
    if (tone === undefined || steps === undefined) return;
    const [frequenciesHz, cadenceMs] = [frequenciesOf(steps), cadenceOf(steps)];
    this.#detection.onSound({ type: 'tone', tone, country: tones, frequenciesHz, cadenceMs });
  }

  /** `number`: the decision and its cause. */
  answerKnown(number: number, atMs: number): void {
    const decision = answerDecisions[Math.floor(number / causesPerDecision)];
    const cause = answerCauses[number % causesPerDecision];
    if (decision === undefined || decision === 'undecided' || cause === undefined) return;
    this.#detection.onSound({ type: 'answer', decision, cause, atMs });
  }

  beepHeard(frequencyHz: number, durationMs: number): void {
    this.#detection.onSound({ type: 'beep', frequencyHz, durationMs });
  }
}

function frequenciesOf(steps: readonly ToneStep[]): number[] {
  return [...new Set(steps.flatMap(({ frequenciesHz }) => frequenciesHz))];
}

function cadenceOf(steps: readonly ToneStep[]): number[] {
  return steps.flatMap(({ onMs, offMs = 0 }) => (Number.isFinite(onMs) ? [onMs, offMs] : []));
}
