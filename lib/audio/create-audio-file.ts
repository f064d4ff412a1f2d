import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { invalidArgument, throwIfAborted } from '../core/index.js';
import { AudioFileWriter } from './audio-file-writer.js';
import { type FileWriterUnit, fileFailed } from './file-unit.js';
import { FlacWriter, flacEncodings } from './flac.js';
import { OggOpusWriter, type OggOpusWriterOptions } from './ogg-opus.js';
import { checkBoolean, checkOneOf, objectOf } from './unit.js';
import { WavWriter, wavEncodings } from './wav.js';

const formats = ['wav', 'flac', 'ogg-opus'] as const;
type Format = (typeof formats)[number];

const formatOfExtension: Readonly<Record<string, Format>> = {
  '.wav': 'wav',
  '.flac': 'flac',
  '.opus': 'ogg-opus',
  '.ogg': 'ogg-opus',
};

export interface CreateAudioFileOptions {
  /** By default from the extension: `.wav`, `.flac`, `.opus`, `.ogg`. */
  readonly format?: Format;
  /** 1 000 to 384 000 Hz, to 655 350 Hz in FLAC, 8, 12, 16, 24 or 48 kHz in Ogg Opus. */
  readonly sampleRateHz: number;
  /** 1 (default) to 8; 2 at most in Ogg Opus. */
  readonly channels?: number;
  /** How samples are stored: `pcm16` (default); in WAV also `float32`, `a-law`, `mu-law`, in FLAC `pcm24`. Not for Ogg Opus. */
  readonly encoding?: (typeof wavEncodings)[number] | (typeof flacEncodings)[number];
  /** Of Ogg Opus alone: 6 000 to 510 000 bit/s; 32 000 for each channel by default. */
  readonly bitrateBps?: number;
  /** True: what was written stays, as a complete file, also when the writing is aborted. False by default. */
  readonly keepPartial?: boolean;
  /** Ends the writing with ABORTED. */
  readonly signal?: AbortSignal;
}

/**
 * Creates a sound file. An existing one is replaced when the new one is complete.
 *
 * @throws OssicleError INVALID_ARGUMENT, FILE_FAILED, ABORTED.
 * @example
 * await using file = await createAudioFile('tone.wav', { sampleRateHz: 8000 });
 * await file.write(frame);
 * await file.close();
 */
export async function createAudioFile(path: string, options: CreateAudioFileOptions): Promise<AudioFileWriter> {
  if (typeof path !== 'string' || path === '') throw invalidArgument('path', 'a path', path);
  const { keepPartial = false, signal, channels = 1, sampleRateHz } = objectOf('options', options);
  const format = options.format ?? formatOfExtension[extname(path).toLowerCase()];
  if (format === undefined)
    throw invalidArgument('format', `one of ${formats.join(', ')} for a path without their extension`, path);
  checkOneOf('format', format, formats);
  checkBoolean('keepPartial', keepPartial);
  const unit = unitOf(format, options);
  try {
    throwIfAborted(signal);
    const partialPath = `${path}.${randomUUID()}.partial`;
    const file = await open(partialPath, 'wx').catch((error) =>
      Promise.reject(fileFailed('Cannot create', path, error)),
    );
    return new AudioFileWriter({ format, sampleRateHz, channels }, unit, {
      path,
      partialPath,
      file,
      keepPartial,
      signal,
    });
  } catch (error) {
    unit.close();
    throw error;
  }
}

function unitOf(
  format: Format,
  { sampleRateHz, channels = 1, encoding = 'pcm16', bitrateBps }: CreateAudioFileOptions,
): FileWriterUnit {
  const common = { sampleRateHz, channels };
  if (format === 'ogg-opus')
    return new OggOpusWriter({ ...common, ...(bitrateBps !== undefined && { bitrateBps }) } as OggOpusWriterOptions);
  if (format === 'flac') {
    checkOneOf<string>('encoding', encoding, flacEncodings);
    return new FlacWriter({ ...common, encoding: encoding as (typeof flacEncodings)[number] });
  }
  checkOneOf<string>('encoding', encoding, wavEncodings);
  return new WavWriter({ ...common, encoding: encoding as (typeof wavEncodings)[number] });
}
