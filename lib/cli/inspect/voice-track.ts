import { VoiceDetector, type VoiceEvent } from '../../audio/index.js';
import { coarser, TimeTrack, type Track } from './time-track.js';

/** A stretch of speech. */
export interface SpeechStretch {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Mean level while somebody speaks, in dBov. */
  readonly levelDbov: number;
}

/** Where there is speech in a channel. */
export interface Speech {
  readonly stretches: readonly SpeechStretch[];
  /** Share of the time, 0 to 1. */
  readonly share: number;
  /** That speech is heard, 0 to 1: the greatest of each step. */
  readonly probability: Track;
}

/** What a channel sounds like over time. */
export interface VoiceTrack {
  /** Root mean square in dBov; minus infinity for digital silence. */
  readonly levelDbov: Track;
  /** Undefined where speech is not looked for. */
  readonly speech: Speech | undefined;
}

/** Rates that speech is looked for at, in Hz. */
export const speechRatesHz = [8000, 48_000] as const;

/** At the finest; five minutes fit in, and are coarser beyond that. */
const stepsPerSecond = 50;
const mostSteps = 16_384;

const sum = (a: number, b: number): number => a + b;

/** Follows level and speech of a channel as it passes by. */
export class VoiceTrackGatherer implements Disposable {
  readonly #rateHz: number;
  readonly #step: Float32Array;
  readonly #energy: TimeTrack;
  readonly #probability: TimeTrack;
  readonly #detector: VoiceDetector | undefined;
  readonly #stretches: SpeechStretch[] = [];
  #filled = 0;
  #steps = 0;
  #samples = 0;
  /** Where the last stretch of speech, or silence, has ended. */
  #turnSeconds = 0;

  constructor(sampleRateHz: number) {
    this.#rateHz = sampleRateHz;
    this.#step = new Float32Array(Math.round(sampleRateHz / stepsPerSecond));
    const stepSeconds = this.#step.length / sampleRateHz;
    this.#energy = new TimeTrack(stepSeconds, mostSteps, sum);
    this.#probability = new TimeTrack(stepSeconds, mostSteps, Math.max);
    const [least, most] = speechRatesHz;
    const isListened = sampleRateHz >= least && sampleRateHz <= most;
    this.#detector = isListened ? new VoiceDetector({ sampleRateHz }) : undefined;
  }

  add(samples: Float32Array): void {
    this.#samples += samples.length;
    for (let at = 0; at < samples.length; ) {
      const taken = Math.min(this.#step.length - this.#filled, samples.length - at);
      this.#step.set(samples.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === this.#step.length) this.#endStep();
    }
  }

  finish(): VoiceTrack {
    if (this.#filled > 0) {
      this.#step.fill(0, this.#filled);
      this.#endStep();
    }
    return { levelDbov: this.#level(), speech: this.#detector && this.#speech(this.#detector) };
  }

  [Symbol.dispose](): void {
    this.#detector?.close();
  }

  #level(): Track {
    const { stepSeconds, values } = this.#energy.track();
    const perStep = Math.round(stepSeconds * this.#rateHz);
    const levels = values.map((energy, n) => 10 * Math.log10(energy / Math.min(perStep, this.#samples - n * perStep)));
    return { stepSeconds, values: levels };
  }

  #speech(detector: VoiceDetector): Speech {
    this.#step.fill(0);
    this.#listen(detector);
    for (const event of detector.flushChunks()) this.#turn(event);
    const spoken = this.#stretches.reduce((total, { fromSeconds, toSeconds }) => total + toSeconds - fromSeconds, 0);
    return {
      stretches: this.#stretches,
      share: (spoken * this.#rateHz) / Math.max(1, this.#samples),
      probability: this.#probability.track(),
    };
  }

  #endStep(): void {
    this.#energy.add(energyOf(this.#step));
    this.#filled = 0;
    if (this.#detector) this.#listen(this.#detector);
  }

  /** The detector speaks of what was a step before. */
  #listen(detector: VoiceDetector): void {
    for (const event of detector.process(this.#step)) this.#turn(event);
    if (this.#steps++ > 0) this.#probability.add(detector.probability);
  }

  /** Durations follow one another without a gap: they tell when everything was, to the detector's delay. */
  #turn({ type, durationMs, levelDbfs: levelDbov }: VoiceEvent): void {
    const fromSeconds = this.#turnSeconds;
    this.#turnSeconds += durationMs / 1000;
    if (type !== 'speechEnded' || !this.#detector) return;
    const late = this.#detector.latencySamples / this.#rateHz;
    const most = this.#samples / this.#rateHz;
    const toSeconds = Math.min(most, this.#turnSeconds - late);
    this.#stretches.push({ fromSeconds: Math.max(0, fromSeconds - late), toSeconds, levelDbov });
  }
}

function energyOf(samples: Float32Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return energy;
}

/** The level in steps of 0.1 s, or longer ones of a long sound. */
export function readableLevel({ stepSeconds, values }: Track): Track {
  const factor = readableFactor(stepSeconds);
  const squares = coarser({ stepSeconds, values: values.map((db) => 10 ** (db / 10)) }, factor, sum);
  const levels = squares.values.map(
    (square, n) => 10 * Math.log10(square / Math.min(factor, values.length - n * factor)),
  );
  return { stepSeconds: squares.stepSeconds, values: levels };
}

/** The probability of speech in the same steps. */
export function readableProbability(track: Track): Track {
  return coarser(track, readableFactor(track.stepSeconds), Math.max);
}

function readableFactor(stepSeconds: number): number {
  return Math.max(1, Math.ceil(0.1 / stepSeconds - 1e-6));
}
