import type { FrameArgument } from './frame-argument.js';

/** The rates of the parts that improve a voice. */
export const voiceRatesHz = [8000, 16_000, 32_000, 48_000] as const;
export type VoiceRateHz = (typeof voiceRatesHz)[number];

/** A frame that such a part replaces: a whole number of blocks of 10 ms. */
export function voiceFrame(frame: unknown, sampleRateHz: number): FrameArgument {
  const block = sampleRateHz / 100;
  return {
    name: 'frame',
    value: frame,
    kinds: ['Int16Array', 'Float32Array'],
    length: { words: `a multiple of ${block} samples (10 ms)`, fits: (length) => length > 0 && length % block === 0 },
  };
}

/** What went to the loudspeaker while `frame` was heard: of its kind and length. */
export function referenceFrame(reference: unknown, frame: unknown): FrameArgument {
  const length = ArrayBuffer.isView(frame) && 'length' in frame ? Number(frame.length) : 0;
  return {
    name: 'reference',
    value: reference,
    kinds: [frame instanceof Float32Array ? 'Float32Array' : 'Int16Array'],
    length: { words: `exactly ${length} samples, as the frame`, fits: (own) => own === length },
  };
}
