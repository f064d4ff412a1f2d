/** A tone that was steady from its beginning to its end. */
export interface SoundedTone {
  readonly fromMs: number;
  readonly toMs: number;
  readonly frequenciesHz: readonly number[];
  /** The signals that have such a tone. */
  readonly candidates: readonly string[];
}

/** In 26 minutes of recorded prompts no vowel sounded like a tone of a signal for so long, nor steady at all. */
const leastMs = { ofSignal: 150, ofNone: 1000 } as const;
/** With more names a reader knows nothing. */
const mostMeant = 2;

/** Whether a tone is worth telling though it makes no signal, which needs two periods, or one of 3 s, to be certain. */
export function isTelling({ fromMs, toMs, candidates }: SoundedTone): boolean {
  return toMs - fromMs >= (candidates.length > 0 ? leastMs.ofSignal : leastMs.ofNone);
}

/** The frequencies in Hz: `480+620`. */
export function toneName({ frequenciesHz }: SoundedTone): string {
  return frequenciesHz.map((hz) => hz.toFixed(0)).join('+');
}

/** E.g. "tone of 480 + 620 Hz (once, as busy or congestion)", when it may be part of one of `meant`. */
export function toneLabel({ frequenciesHz }: SoundedTone, meant: readonly string[]): string {
  const tone = `tone of ${frequenciesHz.map((hz) => hz.toFixed(0)).join(' + ')} Hz`;
  return meant.length > 0 && meant.length <= mostMeant ? `${tone} (once, as ${meant.join(' or ')})` : tone;
}
