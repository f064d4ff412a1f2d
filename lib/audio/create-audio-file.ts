import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { invalidArgument, throwIfAborted } from '../core/index.js';
import { AudioFileWriter } from './audio-file-writer.js';
import { type FileWriterUnit, fileFailed } from './file-unit.js';
import { checkBoolean, checkOneOf, objectOf } from './unit.js';
import { WavWriter, type wavEncodings } from './wav.js';

const formats = ['wav'] as const;
const formatOfExtension: Readonly<Record<string, (typeof formats)[number]>> = { '.wav': 'wav' };

export interface CreateAudioFileOptions {
  /** By default from the extension: `.wav`. */
  readonly format?: (typeof formats)[number];
  /** 1 000 to 384 000 Hz. */
  readonly sampleRateHz: number;
  /** 1 (default) to 8. */
  readonly channels?: number;
  /** How samples are stored: `pcm16` (default), `float32`, `a-law` or `mu-law`. */
  readonly encoding?: (typeof wavEncodings)[number];
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
  const unit = unitOf(options);
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

function unitOf({ sampleRateHz, channels = 1, encoding = 'pcm16' }: CreateAudioFileOptions): FileWriterUnit {
  return new WavWriter({ sampleRateHz, channels, encoding });
}
