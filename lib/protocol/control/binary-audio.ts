/** A binary frame: whose audio it is, and 16-bit samples. */
export interface BinaryAudio {
  readonly stream: number;
  readonly samples: Int16Array;
}

/** A binary frame of the server. */
export interface ServerAudio extends BinaryAudio {
  /** Its number in the stream, from 0; a gap tells of frames that a slow client missed. */
  readonly frameNumber: number;
}

const streamBytes = 4;
const headBytes = 8;

/**
 * Reads a frame of a client: the number of the stream (32 bits, big-endian), then samples (16 bits, little-endian).
 * Undefined when it is none.
 */
export function readBinaryAudio(frame: Uint8Array): BinaryAudio | undefined {
  const samples = readSamples(frame, streamBytes);
  return samples && { stream: viewOf(frame).getUint32(0), samples };
}

/** Writes a frame of a client: see `readBinaryAudio`. */
export function writeClientAudio({ stream, samples }: BinaryAudio): Uint8Array {
  return writeSamples(samples, streamBytes, (view) => view.setUint32(0, stream));
}

/**
 * Writes a frame of the server: the number of the stream, the number of the frame in it (from 0; a gap tells of frames
 * that a slow client missed; both 32 bits, big-endian), then samples (16 bits, little-endian).
 */
export function writeBinaryAudio({ stream, samples }: BinaryAudio, frameNumber: number): Uint8Array {
  return writeSamples(samples, headBytes, (view) => {
    view.setUint32(0, stream);
    view.setUint32(streamBytes, frameNumber % 2 ** 32);
  });
}

/** Reads a frame of the server: see `writeBinaryAudio`. Undefined when it is none. */
export function readServerAudio(frame: Uint8Array): ServerAudio | undefined {
  const samples = readSamples(frame, headBytes);
  if (samples === undefined) return undefined;
  const view = viewOf(frame);
  return { stream: view.getUint32(0), frameNumber: view.getUint32(streamBytes), samples };
}

function readSamples(frame: Uint8Array, from: number): Int16Array | undefined {
  const sampleBytes = frame.byteLength - from;
  if (sampleBytes <= 0 || sampleBytes % 2 !== 0) return undefined;
  const view = viewOf(frame);
  const samples = new Int16Array(sampleBytes / 2);
  for (let index = 0; index < samples.length; index++) samples[index] = view.getInt16(from + 2 * index, true);
  return samples;
}

function writeSamples(samples: Int16Array, from: number, writeHead: (view: DataView) => void): Uint8Array {
  const frame = new Uint8Array(from + 2 * samples.length);
  const view = viewOf(frame);
  writeHead(view);
  for (let index = 0; index < samples.length; index++) view.setInt16(from + 2 * index, samples[index] as number, true);
  return frame;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
