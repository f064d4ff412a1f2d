/** Consecutive samples: an array for each channel, all equally long, full scale at 1.0. */
export type Block = readonly Float32Array[];

/** What all blocks of a stream have in common. */
export interface StreamFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
}

/** Samples of `block` per channel. */
export function blockFrames(block: Block): number {
  return block[0]?.length ?? 0;
}

/** A block without samples, as a stage gives that has nothing ready. */
export function emptyBlock(channels: number): Block {
  return Array.from({ length: channels }, () => new Float32Array(0));
}

/** Takes interleaved samples apart. */
export function deinterleaved(samples: Float32Array, channels: number): Block {
  if (channels === 1) return [samples];
  const frames = Math.floor(samples.length / channels);
  return Array.from({ length: channels }, (_, channel) => {
    const own = new Float32Array(frames);
    for (let n = 0, at = channel; n < frames; n++, at += channels) own[n] = samples[at]!;
    return own;
  });
}

/** Puts channels together, sample by sample. */
export function interleaved(block: Block): Float32Array {
  const [first] = block;
  if (first === undefined || block.length === 1) return first ?? new Float32Array(0);
  const samples = new Float32Array(first.length * block.length);
  for (const [channel, own] of block.entries()) {
    for (let n = 0, at = channel; n < own.length; n++, at += block.length) samples[at] = own[n]!;
  }
  return samples;
}

/** Rounds to 16 bits; what is beyond full scale is cut off. */
export function toInt16(samples: Float32Array): Int16Array<ArrayBuffer> {
  const rounded = new Int16Array(samples.length);
  for (let n = 0; n < samples.length; n++) {
    rounded[n] = Math.max(-32_768, Math.min(32_767, Math.round(samples[n]! * 32_768)));
  }
  return rounded;
}

/** The same samples with full scale at 1.0. */
export function toFloat32(samples: Int16Array): Float32Array {
  const floats = new Float32Array(samples.length);
  for (let n = 0; n < samples.length; n++) floats[n] = samples[n]! / 32_768;
  return floats;
}
