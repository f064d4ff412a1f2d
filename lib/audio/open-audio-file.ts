import { OssicleError } from '../core/index.js';
import { type AudioDecoding, UnitDecoding } from './audio-decoding.js';
import type { AudioFileFormat } from './audio-file.js';
import { AudioFileReader, type SampleKind } from './audio-file-reader.js';
import { ByteSource } from './byte-source.js';
import type { FileReaderUnit } from './file-unit.js';
import { FlacReader } from './flac.js';
import { Mp3Decoding } from './mp3-decoding.js';
import { beginsWithMp3, headerBytes, mostFrameBytes } from './mp3-frame.js';
import { isId3 } from './mp3-framer.js';
import { OggOpusReader } from './ogg-opus.js';
import { OggVorbisReader } from './ogg-vorbis.js';
import { opusRatesHz } from './opus-encoder.js';
import { checkNumber, checkOneOf, objectOf } from './unit.js';
import { WavReader } from './wav.js';

export interface OpenAudioFileOptions<Kind extends SampleKind = 'int16'> {
  /** What frames hold; `int16` by default. */
  readonly samples?: Kind;
  /** Length of a frame: 1 to 1 000 ms, 20 by default. */
  readonly frameMs?: number;
  /** What Opus is decoded at; 48 000 Hz by default. Other formats come at their own rate. */
  readonly opusRateHz?: OpusRateHz;
  /** Ends the opening and the reading with ABORTED. */
  readonly signal?: AbortSignal;
}

type OpusRateHz = (typeof opusRatesHz)[number];

/** Enough to tell the formats from one another. */
const sniffedBytes = 64;
/** MP3 has no mark of its own: a second frame must follow the first. */
const sniffedMp3Bytes = mostFrameBytes + headerBytes;

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
  const { samples = 'int16' as Kind, frameMs = 20, opusRateHz = 48_000, signal } = objectOf('options', options);
  checkOneOf<SampleKind>('samples', samples, ['int16', 'float32']);
  checkNumber('frameMs', frameMs, 1, 1000);
  checkOneOf('opusRateHz', opusRateHz, opusRatesHz);
  const bytes = new ByteSource(source, signal);
  try {
    const format = await formatOf(bytes);
    const decoding = await decodingOf(format, bytes, opusRateHz, signal);
    return new AudioFileReader(format, decoding, samples, frameMs);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

function decodingOf(
  format: AudioFileFormat,
  bytes: ByteSource,
  opusRateHz: OpusRateHz,
  signal: AbortSignal | undefined,
): Promise<AudioDecoding> {
  if (format === 'mp3') return Mp3Decoding.begin(bytes, signal);
  return UnitDecoding.begin(unitOf(format, opusRateHz), bytes);
}

function unitOf(format: Exclude<AudioFileFormat, 'mp3'>, opusRateHz: OpusRateHz): FileReaderUnit {
  switch (format) {
    case 'wav':
      return new WavReader();
    case 'flac':
      return new FlacReader();
    case 'ogg-vorbis':
      return new OggVorbisReader();
    case 'ogg-opus':
      return new OggOpusReader({ sampleRateHz: opusRateHz });
  }
}

async function formatOf(bytes: ByteSource): Promise<AudioFileFormat> {
  const head = await bytes.peek(sniffedBytes);
  const text = Buffer.from(head).toString('latin1');
  if (/^(RIFF|RF64|BW64)/.test(text) && text.startsWith('WAVE', 8)) return 'wav';
  if (text.startsWith('fLaC')) return 'flac';
  if (text.startsWith('OggS') && text.length >= 36) {
    if (text.includes('OpusHead')) return 'ogg-opus';
    if (text.includes('\x01vorbis')) return 'ogg-vorbis';
    throw new OssicleError('UNSUPPORTED', 'The source is an Ogg file of neither Opus nor Vorbis.');
  }
  if (isId3(head) || (head[0] === 0xff && beginsWithMp3(await bytes.peek(sniffedMp3Bytes)))) return 'mp3';
  throw new OssicleError('FORMAT_INVALID', 'The source is no sound file of a known format.');
}
