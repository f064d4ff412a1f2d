import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { openAudioFile } from '../../audio/index.js';
import { errorMessage, OssicleError, systemErrorCode, throwIfAborted } from '../../core/index.js';
import { type Block, deinterleaved, type StreamFormat, toFloat32 } from './block.js';
import { type RawKind, rawDecoder, rawKindOf, rawKinds } from './raw-telephony.js';

/** Long enough that looking at each block costs nothing, short enough for a smooth progress bar. */
const blockMs = 200;

/** A sound file, opened for reading from its beginning to its end. */
export interface SoundSource extends AsyncIterable<Block>, AsyncDisposable {
  /** `wav`, `flac`, `ogg-opus`, `ogg-vorbis`, `mp3`, or `raw` when only the name of the file tells. */
  readonly container: string;
  /** How samples are coded in it: `pcm16`, `mu-law`, `opus`... */
  readonly encoding: string;
  readonly format: StreamFormat;
  /** Samples per channel, as far as the file says; it may be wrong. */
  readonly frames: number | undefined;
  readonly bytes: number;
  /** What was wrong with the file, once it has been read to its end. */
  faults(): string[];
}

/** @throws OssicleError FILE_FAILED, FORMAT_INVALID, UNSUPPORTED, ABORTED. */
export async function openSound(path: string, signal: AbortSignal): Promise<SoundSource> {
  const bytes = await fileBytes(path);
  throwIfAborted(signal);
  const raw = rawKindOf(path);
  if (raw) return rawSource(path, raw, bytes, signal);
  if (bytes === 0) throw new OssicleError('FORMAT_INVALID', `${path} is empty.`);
  const reader = await openAudioFile(path, { samples: 'float32', frameMs: blockMs, signal }).catch((error) => {
    throw explained(path, error);
  });
  const { format: container, encoding, sampleRateHz, channels, totalSamples } = reader;
  return {
    container,
    encoding,
    bytes,
    format: { sampleRateHz, channels },
    frames: totalSamples,
    faults: () => [
      ...(reader.truncated ? ['the file ends before it should; what is there was used'] : []),
      ...(reader.damagedParts > 0 ? [`damaged parts of the file, left out or filled in: ${reader.damagedParts}`] : []),
    ],
    async *[Symbol.asyncIterator]() {
      for await (const frame of reader) yield deinterleaved(frame, channels);
    },
    [Symbol.asyncDispose]: () => reader.close(),
  };
}

async function fileBytes(path: string): Promise<number> {
  const found = await stat(path).catch((error) => {
    const reason = systemErrorCode(error) === 'ENOENT' ? 'there is no such file' : errorMessage(error);
    throw new OssicleError('FILE_FAILED', `${path} cannot be read: ${reason}.`, { cause: error });
  });
  if (found.isDirectory()) throw new OssicleError('FILE_FAILED', `${path} is a directory; name a sound file in it.`);
  return found.size;
}

/** The same error with the name of the file, and with what can be read. */
function explained(path: string, error: unknown): unknown {
  if (!(error instanceof OssicleError) || (error.code !== 'FORMAT_INVALID' && error.code !== 'UNSUPPORTED'))
    return error;
  const reason = error.message.replace(/^\w+: /, '');
  const readable = `Readable are WAV, FLAC, Ogg Opus, Ogg Vorbis and MP3, and raw samples named ${Object.keys(rawKinds).join(', ')}.`;
  return new OssicleError(error.code, `${path} cannot be read: ${reason} ${readable}`, { cause: error });
}

function rawSource(path: string, kind: RawKind, bytes: number, signal: AbortSignal): SoundSource {
  const { encoding, sampleRateHz } = kind;
  const samplesPerByte = encoding === 'g722' ? 2 : encoding === 'pcm16' ? 0.5 : 1;
  const decoder = rawDecoder(kind);
  const highWaterMark = Math.round((sampleRateHz * blockMs) / 1000 / samplesPerByte);
  return {
    container: 'raw',
    encoding,
    bytes,
    format: { sampleRateHz, channels: 1 },
    frames: Math.floor(bytes * samplesPerByte),
    faults: () => (encoding === 'pcm16' && bytes % 2 === 1 ? ['the last byte is half a sample and was left out'] : []),
    async *[Symbol.asyncIterator]() {
      try {
        for await (const chunk of createReadStream(path, { highWaterMark })) {
          throwIfAborted(signal);
          for (const samples of decoder.processChunk(chunk)) yield [toFloat32(samples)];
        }
      } catch (error) {
        if (error instanceof OssicleError) throw error;
        throw new OssicleError('FILE_FAILED', `${path} cannot be read: ${errorMessage(error)}.`, { cause: error });
      }
    },
    [Symbol.asyncDispose]: async () => decoder[Symbol.dispose](),
  };
}
