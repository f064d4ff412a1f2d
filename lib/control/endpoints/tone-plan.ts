import type { Tone } from '../../media/index.js';
import type { ToneName } from '../../protocol/control/index.js';

/** How a tone is played: its parts, and how often more they are played. */
export interface TonePlan {
  readonly tones: readonly Tone[];
  /** Null: for ever. */
  readonly loops: number | null;
}

interface Signal {
  readonly frequenciesHz: readonly number[];
  readonly onMs: number;
  readonly offMs: number;
}

const stepMs = 20;
/** Longer than the generator counts: endless. */
const endlessMs = 7_200_000;
/** Beyond so many periods an end in mid-period is not worth the list. */
const mostPeriods = 1000;
/** The level at which a sine has a peak of 8000 of 32768 (0 dBm0 is 3.14 dB below full scale, ITU-T G.711). */
const levelDbm0 = 20 * Math.log10(8000 / 32_768) + 3.14;
const halfDb = 6.02;

/**
 * The signal of `tone`: the frequencies together peak at a quarter of full scale. `frequencyHz` is that of `sine`.
 * `durationMs` is rounded up to whole steps of 20 ms; null is endless.
 */
export function planTone(tone: ToneName, frequencyHz: number, durationMs: number | null): TonePlan {
  const signal = signalOf(tone, frequencyHz);
  if (durationMs === null) return { tones: [period(signal)], loops: null };
  const totalMs = Math.ceil(durationMs / stepMs) * stepMs;
  if (signal.offMs === 0) return { tones: [sounding(signal, totalMs)], loops: 0 };
  const periodMs = signal.onMs + signal.offMs;
  const periods = Math.floor(totalMs / periodMs);
  if (periods > mostPeriods) return { tones: [period(signal)], loops: periods - 1 };
  const whole = Array.from({ length: periods }, () => period(signal));
  const restMs = totalMs - periods * periodMs;
  return { tones: restMs === 0 ? whole : [...whole, sounding(signal, restMs)], loops: 0 };
}

function signalOf(tone: ToneName, frequencyHz: number): Signal {
  switch (tone) {
    case 'ringback':
      return { frequenciesHz: [440, 480], onMs: 2000, offMs: 4000 };
    case 'ringing':
      return { frequenciesHz: [440, 480], onMs: endlessMs, offMs: 0 };
    case 'busy':
      return { frequenciesHz: [480, 620], onMs: 500, offMs: 500 };
    case 'beep':
      return { frequenciesHz: [1000], onMs: endlessMs, offMs: 0 };
    case 'sine':
      return { frequenciesHz: [frequencyHz], onMs: endlessMs, offMs: 0 };
  }
}

function period(signal: Signal): Tone {
  return sounding(signal, signal.onMs + signal.offMs);
}

/** The first `ms` of a period. */
function sounding({ frequenciesHz, onMs }: Signal, ms: number): Tone {
  return {
    frequenciesHz,
    durationMs: Math.min(ms, onMs),
    pauseMs: Math.max(0, ms - onMs),
    levelDbm0: levelDbm0 - (frequenciesHz.length > 1 ? halfDb : 0),
  };
}
