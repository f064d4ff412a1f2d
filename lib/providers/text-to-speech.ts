/** What to speak with, and when to give up. */
export interface SynthesizeOptions {
  /** A voice as the provider names it; its default voice otherwise. */
  readonly voice?: string;
  /** BCP 47 language tag, e.g. `en-GB`; the voice's own language by default. */
  readonly language?: string;
  readonly signal?: AbortSignal;
}

/** Mono 16-bit PCM. Shared between callers: never write to it. */
export interface Speech {
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
}

/** Port: turns text into speech. */
export interface TextToSpeech {
  /**
   * Speaks `text`, of which control characters and the like are no part.
   *
   * @throws OssicleError SPEECH_FAILED, INVALID_ARGUMENT (nothing to speak, too long, unknown voice), ABORTED, TIMEOUT.
   */
  synthesize(text: string, options?: SynthesizeOptions): Promise<Speech>;
}
