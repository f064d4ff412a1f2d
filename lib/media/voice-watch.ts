/**
 * Who is told when an endpoint speaks and for how long it has been silent. Whatever has a pitch counts as speech, steady
 * tones too; the first of it is told at once. Silence begins after 320 ms without any, or without packets.
 */
export interface VoiceWatch {
  /** Score that a stretch of 16 ms must reach, 0 to 1. */
  readonly speechThreshold: number;
  /** Between reports of one silence, at least 20. */
  readonly silenceIntervalMs: number;
  onSpeech(): void;
  /** Once per interval, after the first speech. */
  onSilence(silentMs: number): void;
}
