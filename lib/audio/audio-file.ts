/** The formats of sound files, as their first bytes tell them. */
export type AudioFileFormat = 'wav' | 'flac' | 'ogg-opus' | 'ogg-vorbis' | 'mp3';

/** How samples are stored, in the order of `Encoding` in `native/file/audio_reader.h`; `mp3` is not native. */
export const encodings = [
  'pcm8',
  'pcm16',
  'pcm24',
  'pcm32',
  'float32',
  'float64',
  'a-law',
  'mu-law',
  'flac',
  'opus',
  'vorbis',
  'mp3',
] as const;

/** How the samples of a file are stored. */
export type AudioFileEncoding = (typeof encodings)[number];

/** What a file says about itself. */
export interface AudioFileInfo {
  readonly encoding: AudioFileEncoding;
  readonly sampleRateHz: number;
  /** 1 to 8, interleaved. */
  readonly channels: number;
  /** Per channel, as the file says, which may be a lie; undefined when it does not. */
  readonly totalSamples: number | undefined;
}
