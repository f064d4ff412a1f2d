import { openAudioFile, Resampler } from 'ossicle/audio';
import { findSpeech } from './speech.js';

const rateHz = 8000;

/** Speech at 8 kHz, mono. */
export interface SpeechSamples {
  readonly samples: Int16Array;
  /** Where it comes from, for a note. */
  readonly about: string;
}

/** The next `seconds` of the speech that is installed, beginning at another recording for each `seed`. */
export async function speechSamples(seconds: number, seed: number): Promise<SpeechSamples> {
  const { files, about } = findSpeech();
  const wavs = files.filter((file) => file.endsWith('.wav'));
  const samples = new Int16Array(seconds * rateHz);
  let filled = 0;
  for (let index = seed * 61; filled < samples.length; index++) {
    const more = await samplesOf(wavs[index % wavs.length] ?? '');
    const taken = more.subarray(0, samples.length - filled);
    samples.set(taken, filled);
    filled += taken.length;
  }
  return { samples, about };
}

/** A whole file, its first channel. */
async function samplesOf(path: string): Promise<Int16Array> {
  await using reader = await openAudioFile(path, { samples: 'int16' });
  const { sampleRateHz, channels } = reader;
  const frames: number[] = [];
  for await (const frame of reader) for (let n = 0; n < frame.length; n += channels) frames.push(frame[n] ?? 0);
  const samples = Int16Array.from(frames);
  if (sampleRateHz === rateHz) return samples;
  using resampler = new Resampler({ inputRateHz: sampleRateHz as 16_000, outputRateHz: rateHz });
  const output = new Int16Array(resampler.outputSamples(samples.length));
  return output.subarray(0, resampler.process(samples, output));
}
