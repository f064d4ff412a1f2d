import { createAudioFile } from '../../audio/index.js';
import { type Block, interleaved, type StreamFormat, toInt16 } from '../sound/block.js';
import { RawFile } from '../sound/raw-file.js';
import { type RawKind, rawEncoder, rawKindOf } from '../sound/raw-telephony.js';
import type { OutputFormat } from './output-format.js';

/** The output while it is written. It appears under its name when it is complete, and never otherwise. */
export interface SoundSink extends AsyncDisposable {
  write(block: Block): Promise<void>;
  /** Completes the file. */
  close(): Promise<void>;
}

export interface SoundSinkOptions {
  readonly output: OutputFormat;
  readonly format: StreamFormat;
  /** Of Opus; its own default when undefined. */
  readonly bitrateBps: number | undefined;
  readonly signal: AbortSignal;
}

/** @throws OssicleError FILE_FAILED, ABORTED. */
export function createSound(path: string, options: SoundSinkOptions): Promise<SoundSink> {
  const raw = rawKindOf(path);
  return raw ? rawSink(path, raw) : fileSink(path, options);
}

async function fileSink(path: string, { output, format, bitrateBps, signal }: SoundSinkOptions): Promise<SoundSink> {
  const { container, codec } = output;
  const writer = await createAudioFile(path, {
    ...format,
    ...(container !== 'raw' && { format: container }),
    ...(codec !== 'opus' && codec !== 'g722' && { encoding: codec }),
    ...(codec === 'opus' && bitrateBps !== undefined && { bitrateBps }),
    signal,
  });
  const isFine = codec === 'float32' || codec === 'pcm24';
  return {
    write: (block) => writer.write(isFine ? interleaved(block) : toInt16(interleaved(block))),
    close: () => writer.close(),
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  };
}

async function rawSink(path: string, kind: RawKind): Promise<SoundSink> {
  const file = await RawFile.create(path);
  const encoder = rawEncoder(kind);
  const writeAll = async (chunks: Iterable<Uint8Array>): Promise<void> => {
    for (const bytes of chunks) await file.write(bytes);
  };
  return {
    write: (block) => writeAll(encoder.processChunk(toInt16(interleaved(block)))),
    close: async () => {
      await writeAll(encoder.flushChunks());
      await file.close();
    },
    [Symbol.asyncDispose]: async () => {
      encoder[Symbol.dispose]();
      await file[Symbol.asyncDispose]();
    },
  };
}
