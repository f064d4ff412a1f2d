/** A binary frame: whose audio it is, and 16-bit samples. */
export interface BinaryAudio {
  readonly stream: number;
  readonly samples: Int16Array;
}

const streamBytes = 4;
const headBytes = 8;

/**
 * Reads a frame of a client: the number of the stream (32 bits, big-endian), then samples (16 bits, little-endian).
 * Undefined when it is none.
 */
export function readBinaryAudio(frame: Uint8Array): BinaryAudio | undefined {
  const sampleBytes = frame.byteLength - streamBytes;
  if (sampleBytes <= 0 || sampleBytes % 2 !== 0) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const samples = new Int16Array(sampleBytes / 2);
  for (let index = 0; index < samples.length; index++) samples[index] = view.getInt16(streamBytes + 2 * index, true);
  return { stream: view.getUint32(0), samples };
}

/**
 * Writes a frame of the server: the number of the stream, the number of the frame in it (from 0; a gap tells of frames
 * that a slow client missed; both 32 bits, big-endian), then samples (16 bits, little-endian).
 */
export function writeBinaryAudio({ stream, samples }: BinaryAudio, frameNumber: number): Uint8Array {
  const frame = new Uint8Array(headBytes + 2 * samples.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, stream);
  view.setUint32(streamBytes, frameNumber % 2 ** 32);
  for (let index = 0; index < samples.length; index++) {
    view.setInt16(headBytes + 2 * index, samples[index] as number, true);
  }
  return frame;
}
