import { openAudioFile } from '../audio/index.js';

/** How often a file is still to be played after the present round. */
export interface RoundsLeft {
  rounds: number;
}

/** The places where rounds begin. */
export interface RoundPlaces {
  /** Where the first one begins. */
  readonly fromMs: number;
  /** Where all others do. */
  readonly startMs: number;
}

/** The sound of a file from a place on, then as often as is left from its start on; a round without sound is the last. */
export async function* monoRounds(
  path: string,
  { fromMs, startMs }: RoundPlaces,
  left: RoundsLeft,
  signal: AbortSignal,
  onRound: (fileMs: number) => void = () => undefined,
): AsyncGenerator<Int16Array> {
  for (let beginMs = fromMs; ; beginMs = startMs) {
    onRound(beginMs);
    let heard = false;
    for await (const samples of monoRound(path, beginMs, signal)) {
      heard = true;
      yield samples;
    }
    if (left.rounds === 0 || (!heard && beginMs === startMs)) return;
    left.rounds--;
  }
}

/** One way through the file. */
async function* monoRound(path: string, beginMs: number, signal: AbortSignal): AsyncGenerator<Int16Array> {
  await using file = await openAudioFile(path, { signal });
  const { sampleRateHz, channels } = file;
  let toSkip = Math.round((beginMs / 1000) * sampleRateHz);
  for await (const frame of file) {
    const mono = averaged(frame, channels);
    const skipped = Math.min(toSkip, mono.length);
    toSkip -= skipped;
    if (skipped < mono.length) yield mono.subarray(skipped);
  }
}

function averaged(frame: Int16Array, channels: number): Int16Array {
  if (channels === 1) return frame;
  const mono = new Int16Array(Math.floor(frame.length / channels));
  for (let n = 0; n < mono.length; n++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += frame[n * channels + channel] ?? 0;
    mono[n] = sum / channels;
  }
  return mono;
}
