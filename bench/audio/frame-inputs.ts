// What the frame calls are given: signals, packets and files, the same in every run.
import * as audio from 'ossicle/audio';
import { vorbisFile } from './vorbis-file.js';

export const narrow = noise(160);
export const wide = noise(320);
/** For units that take it from call to call, ten million times: 2.5 and 10 ms. */
export const narrow2_5Ms = narrow.subarray(0, 20);
export const wide10Ms = wide.subarray(80, 240);
export const otherNarrow = noise(480).subarray(320);
export const output = new Int16Array(960);
export const bytes = new Uint8Array(4000);
export const payload = bytes.subarray(0, 160);
export const doublePayload = bytes.subarray(0, 320);
export const frame20Ms = output.subarray(0, 160);
export const spectra = new Float32Array(4 * 513);
export const packet = opusPacket(16_000, 20);
export const packet2_5Ms = opusPacket(8000, 2.5);

const replaced = new Int16Array(320);
const replaced10Ms = new Int16Array(160);

/** `wide`, for units that replace their frame. */
export function heard(): Int16Array {
  replaced.set(wide);
  return replaced;
}

/** `wide10Ms`, for units that replace their frame. */
export function heard10Ms(): Int16Array {
  replaced10Ms.set(wide10Ms);
  return replaced10Ms;
}

/** A loud and a soft half, the same in every run. */
function noise(samples: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: samples }, (_, i) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * (i < samples / 2 ? 16_000 : 500);
  });
}

function opusPacket(sampleRateHz: 8000 | 16_000, frameMs: 2.5 | 20): Uint8Array {
  using encoder = new audio.OpusEncoder({ sampleRateHz, frameMs, complexity: 0 });
  return bytes.slice(0, encoder.process(wide.subarray(0, encoder.frameSamples), bytes));
}

/** The first bytes of a file that announces no length. */
export function endlessWav(): Uint8Array {
  using writer = new audio.WavWriter({ sampleRateHz: 8000 });
  writer.write(narrow);
  return bytes.slice(0, writer.take(bytes));
}

export const flac = flacFile();
export const flacHeadBytes = metadataBytes(flac);
/** PCMU of 20 ms behind a header whose sequence number and timestamp go on. */
export const rtpPacket = Uint8Array.from({ length: 172 }, (_, i) => (i === 0 ? 0x80 : i < 12 ? 0 : i));
export const rtpHeader = new DataView(rtpPacket.buffer);
export const ogg = oggOpusFile();
export const vorbis = vorbisFile(200);

/** `fLaC` and the blocks of metadata, the last of which says so (RFC 9639 section 8.1). */
function metadataBytes(file: Uint8Array): number {
  const view = new DataView(file.buffer);
  for (let at = 4; ; ) {
    const head = view.getUint32(at);
    at += 4 + (head & 0xff_ffff);
    if (head >>> 31 === 1) return at;
  }
}

/** A file of one block of samples, from which a reader can be given that block again and again. */
function flacFile(): Uint8Array {
  using writer = new audio.FlacWriter({ sampleRateHz: 8000 });
  const file = new Uint8Array(40_000);
  let length = 0;
  writer.write(noise(4096));
  writer.finish();
  for (let taken = -1; taken !== 0; length += taken) taken = writer.take(file.subarray(length));
  return file.slice(0, length);
}

/** A file of a second, which a reader takes again and again as links of one chain. */
function oggOpusFile(): Uint8Array {
  using writer = new audio.OggOpusWriter({ sampleRateHz: 8000 });
  const file = new Uint8Array(40_000);
  let length = 0;
  writer.write(noise(8000));
  writer.finish();
  for (let taken = -1; taken !== 0; length += taken) taken = writer.take(file.subarray(length));
  return file.slice(0, length);
}
