import type { AnswerCause, AnswerDecision } from '../audio/answering-machine-detector.js';
import type { CallProgressCountry, CallProgressSignal } from '../audio/call-progress-tones.js';
import type { ToneSignal } from '../audio/tone-detector.js';

/** What to look for in what an endpoint says, and who is told. */
export interface SoundDetection {
  /** Keys pressed as tones. Not those of a peer whose keys come as telephone-events: it would be told twice. */
  readonly digits?: boolean;
  /** Call progress tones of a country (`itu`: as ITU-T E.180 recommends), and those of faxes anywhere. */
  readonly tones?: CallProgressCountry;
  /** Who has answered, as far as a few seconds from now on tell, and beeps of a machine. */
  readonly answer?: boolean;
  onSound(sound: DetectedSound): void;
}

/** A tone that is told by its name. */
export type ToneName = CallProgressSignal | Exclude<ToneSignal, 'beep'>;

/** What was found. */
export type DetectedSound =
  | { readonly type: 'digit'; readonly digit: string; readonly durationMs: number }
  | {
      /** Certain after two periods, or one of 3 s or more; again after another. */
      readonly type: 'tone';
      readonly tone: ToneName;
      /** Null for the tones of faxes, which are the same everywhere. */
      readonly country: CallProgressCountry | null;
      /** What the tone is known by: frequencies, and on and off by turns, empty for one without an end. */
      readonly frequenciesHz: readonly number[];
      readonly cadenceMs: readonly number[];
    }
  | {
      /** Once. */
      readonly type: 'answer';
      readonly decision: Exclude<AnswerDecision, 'undecided'>;
      readonly cause: AnswerCause;
      /** Since the detection began. */
      readonly atMs: number;
    }
  | { readonly type: 'beep'; readonly frequencyHz: number; readonly durationMs: number };
