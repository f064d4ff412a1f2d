import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CreateAudioFileOptions,
  createAudioFile,
  type FrameOf,
  type OpenAudioFileOptions,
  openAudioFile,
  type SampleKind,
} from '../../../lib/audio/index.js';
import { findProgram } from '../../phones/program.js';

/** A folder for the files of a test. */
export const folder = mkdtempSync(join(tmpdir(), 'ossicle-files-'));

/** Whether ffmpeg and sox, which write and read what we read and write, are here. */
export const hasStrangers = findProgram('ffmpeg') !== undefined && findProgram('sox') !== undefined;

/** A file of ours, all of it written. */
export async function written(name: string, options: CreateAudioFileOptions, ...frames: (Int16Array | Float32Array)[]) {
  const path = join(folder, name);
  await using file = await createAudioFile(path, options);
  for (const frame of frames) await file.write(frame);
  await file.close();
  return path;
}

/** Everything that a file holds, in one array, and the reader, which is at its end. */
export async function readAll<Kind extends SampleKind = 'int16'>(
  source: string | AsyncIterable<Uint8Array>,
  options?: OpenAudioFileOptions<Kind>,
) {
  const file = await openAudioFile(source, options);
  const frames: FrameOf<Kind>[] = [];
  for await (const frame of file) frames.push(frame);
  const samples = frames.flatMap((frame) => [...frame]);
  return { file, frames, samples };
}

/** `bytes` in pieces of `size`. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** What ffmpeg makes of `input` with these options, at `name` in the folder. */
export function ffmpeg(input: string, name: string, ...options: string[]): string {
  const path = join(folder, name);
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', input, ...options, path]);
  return path;
}

/** What sox makes of `input` with these options, at `name` in the folder. */
export function sox(input: string, name: string, ...options: string[]): string {
  const path = join(folder, name);
  execFileSync('sox', ['-D', input, ...options, path]);
  return path;
}

/** 16-bit samples as ffmpeg decodes them, of all channels, at the file's own rate. */
export function ffmpegSamples(path: string): Int16Array {
  const raw = execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-i', path, '-f', 's16le', '-'], {
    maxBuffer: 1 << 28,
  });
  return new Int16Array(raw.buffer, raw.byteOffset, raw.length >> 1);
}

/** What ffprobe says of the only stream. */
export function ffprobe(path: string): Record<string, string> {
  const fields = 'codec_name,sample_rate,channels,duration,duration_ts,sample_fmt';
  const json = execFileSync('ffprobe', ['-v', 'error', '-show_entries', `stream=${fields}`, '-of', 'json', path]);
  return (JSON.parse(json.toString()) as { streams: Record<string, string>[] }).streams[0] ?? {};
}

/** By how many samples `heard` is late, of -most to most. */
export function lateness(heard: ArrayLike<number>, said: ArrayLike<number>, most = 100): number {
  let [best, at] = [0, Number.NaN];
  for (let lag = -most; lag <= most; lag++) {
    let sum = 0;
    for (let n = 1000; n < said.length - 1000; n++) sum += (said[n] ?? 0) * (heard[n + lag] ?? 0);
    if (sum > best) [best, at] = [sum, lag];
  }
  return at;
}
