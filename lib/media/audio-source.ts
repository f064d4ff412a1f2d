import type { AudioStream } from './audio-stream.js';

/** One step of a tone sequence: up to four sine waves together, then a pause. */
export interface Tone {
  /** 1 to 4 frequencies, 20 to 20,000 Hz. */
  readonly frequenciesHz: readonly number[];
  readonly durationMs: number;
  /** Silence after the tone; 0 by default. */
  readonly pauseMs?: number;
  /** Level of each frequency in dBm0 (ITU-T G.100.1); -13 by default. */
  readonly levelDbm0?: number;
}

/** What an endpoint can play. */
export type AudioSource =
  /** A WAV, FLAC, Ogg Opus or Ogg Vorbis file, streamed from disk by the engine's file thread; several channels are averaged. */
  | {
      readonly kind: 'file';
      readonly path: string;
      /**
       * One decoder for all who play the same file so: who joins later hears it from where it is, pausing does not stop
       * it, and how it is repeated is decided by the first.
       */
      readonly shared?: boolean;
    }
  /** PCM that is written while it is played. */
  | { readonly kind: 'stream'; readonly stream: AudioStream }
  /** Mono 16-bit PCM in memory; copied once when playing starts. */
  | { readonly kind: 'samples'; readonly samples: Int16Array; readonly sampleRateHz: number }
  | { readonly kind: 'tones'; readonly tones: readonly Tone[] };
