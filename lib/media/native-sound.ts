import { invalidArgument } from '../core/index.js';
import type { NativeHandle, NativeSound, NativeTone } from '../native/index.js';
import type { AudioSource, Tone } from './audio-source.js';
import type { AudioStream } from './audio-stream.js';

/** What the engine is told to play; `open` gives a stream its place there. @throws OssicleError INVALID_ARGUMENT. */
export function toNativeSound(source: AudioSource, open: (stream: AudioStream) => NativeHandle): NativeSound {
  switch (source.kind) {
    case 'file':
      return { path: source.path, shared: source.shared ?? false };
    case 'stream':
      return { stream: open(source.stream) };
    case 'samples':
      return { samples: source.samples, sampleRateHz: checkRate(source.sampleRateHz) };
    case 'tones':
      return { tones: source.tones.map(toNativeTone) };
  }
}

function checkRate(sampleRateHz: number): number {
  if (Number.isInteger(sampleRateHz) && sampleRateHz >= 8000 && sampleRateHz <= 192_000) return sampleRateHz;
  throw invalidArgument('sampleRateHz', 'an integer from 8000 to 192000', sampleRateHz);
}

function toNativeTone(tone: Tone): NativeTone {
  const { frequenciesHz, durationMs } = tone;
  if (
    frequenciesHz.length === 0 ||
    frequenciesHz.length > 4 ||
    !frequenciesHz.every((hz) => hz >= 20 && hz <= 20_000)
  ) {
    throw invalidArgument('frequenciesHz', '1 to 4 numbers from 20 to 20000', frequenciesHz.join(', '));
  }
  if (!(durationMs > 0)) throw invalidArgument('durationMs', 'a number above 0', durationMs);
  return {
    frequenciesHz: [...frequenciesHz],
    onMs: durationMs,
    offMs: tone.pauseMs ?? 0,
    levelDbm0: tone.levelDbm0 ?? -13,
  };
}
