import { invalidArgument, OssicleError } from '../core/index.js';
import { type AudioDecoding, UnitDecoding } from './audio-decoding.js';
import type { AudioFileFormat } from './audio-file.js';
import { AudioFileReader, type SampleKind } from './audio-file-reader.js';
import { ByteSource } from './byte-source.js';
import { FlacReader } from './flac.js';
import { checkNumber, checkOneOf, objectOf } from './unit.js';
import { WavReader } from './wav.js';

export interface OpenAudioFileOptions<Kind extends SampleKind = 'int16'> {
  /** What frames hold; `int16` by default. */
  readonly samples?: Kind;
  /** Length of a frame: 1 to 1 000 ms, 20 by default. */
  readonly frameMs?: number;
  /** Ends the opening and the reading with ABORTED. */
  readonly signal?: AbortSignal;
}

/** Enough to tell the formats from one another. */
const sniffedBytes = 64;

/**
 * Opens a sound file: a path, a `file:` URL, or its bytes as they come, of which it never holds more than a piece. The
 * format is told from the content, never from the name.
 *
 * @throws OssicleError FILE_FAILED; FORMAT_INVALID for a file of no format that is known or with a broken header;
 *   UNSUPPORTED for a kind that is not read; ABORTED, INVALID_ARGUMENT.
 * @example
 * await using file = await openAudioFile('greeting.wav', { samples: 'float32' });
 * console.log(file.format, file.sampleRateHz, file.durationMs);
 */
export async function openAudioFile<Kind extends SampleKind = 'int16'>(
  source: string | URL | AsyncIterable<Uint8Array>,
  options: OpenAudioFileOptions<Kind> = {},
): Promise<AudioFileReader<Kind>> {
  const { samples = 'int16' as Kind, frameMs = 20, signal } = objectOf('options', options);
  checkOneOf<SampleKind>('samples', samples, ['int16', 'float32']);
  checkNumber('frameMs', frameMs, 1, 1000);
  const bytes = new ByteSource(source, signal);
  try {
    const format = formatOf(await bytes.peek(sniffedBytes));
    return new AudioFileReader(format, await begin(format, bytes), samples, frameMs);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

function begin(format: AudioFileFormat, bytes: ByteSource): Promise<AudioDecoding> {
  if (format === 'wav') return UnitDecoding.begin(new WavReader(), bytes);
  if (format === 'flac') return UnitDecoding.begin(new FlacReader(), bytes);
  throw invalidArgument('source', 'a file of a known format', format);
}

function formatOf(head: Uint8Array): AudioFileFormat {
  const text = Buffer.from(head).toString('latin1');
  if (/^(RIFF|RF64|BW64)/.test(text) && text.startsWith('WAVE', 8)) return 'wav';
  if (text.startsWith('fLaC')) return 'flac';
  throw new OssicleError('FORMAT_INVALID', 'The source is no sound file of a known format.');
}
