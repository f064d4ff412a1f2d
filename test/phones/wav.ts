import { readFileSync, writeFileSync } from 'node:fs';

/** Mono or interleaved sound; samples in -1..1. */
export interface Sound {
  readonly samples: Float64Array;
  readonly sampleRateHz: number;
}

const HEADER_BYTES = 44;

/** Writes 16-bit PCM, the same signal on each of `channels`. */
export function writeWav(path: string, { samples, sampleRateHz }: Sound, channels = 1): void {
  const dataBytes = samples.length * channels * 2;
  const bytes = Buffer.alloc(HEADER_BYTES + dataBytes);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(sampleRateHz, 24);
  bytes.writeUInt32LE(sampleRateHz * channels * 2, 28);
  bytes.writeUInt16LE(channels * 2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(dataBytes, 40);
  for (const [index, sample] of samples.entries()) {
    const value = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
    for (let channel = 0; channel < channels; channel += 1) {
      bytes.writeInt16LE(value, HEADER_BYTES + (index * channels + channel) * 2);
    }
  }
  writeFileSync(path, bytes);
}

/**
 * Reads the first channel of a 16-bit PCM file. A data size that is zero or goes past the end, as in a file still being
 * written, means "to the end".
 */
export function readWav(path: string): Sound {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error(`${path} is no WAV file`);
  }
  let format: { channels: number; sampleRateHz: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (id === 'fmt ') format = readFormat(path, bytes, at + 8);
    if (id === 'data' && format) return readData(bytes.subarray(at + 8), size, format);
    at += 8 + size + (size % 2);
  }
  throw new Error(`${path} has no sound`);
}

function readFormat(path: string, bytes: Buffer, at: number): { channels: number; sampleRateHz: number } {
  const [tag, bits] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 14)];
  if ((tag !== 1 && tag !== 0xfffe) || bits !== 16) throw new Error(`${path} is not 16-bit PCM`);
  return { channels: bytes.readUInt16LE(at + 2), sampleRateHz: bytes.readUInt32LE(at + 4) };
}

function readData(data: Buffer, size: number, format: { channels: number; sampleRateHz: number }): Sound {
  const available = size === 0 || size > data.length ? data.length : size;
  const frames = Math.floor(available / (2 * format.channels));
  const samples = Float64Array.from({ length: frames }, (_, i) => data.readInt16LE(i * 2 * format.channels) / 32_768);
  return { samples, sampleRateHz: format.sampleRateHz };
}
