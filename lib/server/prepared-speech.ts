import { Resampler, type ResamplerRateHz, resamplerRatesHz } from '../audio/index.js';
import type { Speech, SynthesizeOptions, TextToSpeech } from '../providers/text-to-speech.js';

/** Every rate a call runs at is a simple fraction of it, and nothing of what espeak-ng says (22,050 Hz) is cut off. */
const preparedRateHz = 24_000;

/**
 * Brings speech to a rate that media threads resample cheaply, once for each time it was synthesised: from 22,050 Hz to
 * a call's 8,000 there are 160 filter phases to interpolate, from 24,000 Hz there is one, and prompts are played by many
 * calls at a time.
 */
export class PreparedSpeech implements TextToSpeech {
  readonly #provider: TextToSpeech;
  readonly #prepared = new WeakMap<Speech, Speech>();

  constructor(provider: TextToSpeech) {
    this.#provider = provider;
  }

  /** @throws OssicleError what the provider says. */
  async synthesize(text: string, options?: SynthesizeOptions): Promise<Speech> {
    const speech = await this.#provider.synthesize(text, options);
    const known = this.#prepared.get(speech);
    if (known) return known;
    const prepared = prepare(speech);
    this.#prepared.set(speech, prepared);
    return prepared;
  }
}

function prepare(speech: Speech): Speech {
  const inputRateHz = resamplerRatesHz.find((rate) => rate === speech.sampleRateHz);
  if (inputRateHz === undefined || (2 * preparedRateHz) % inputRateHz === 0) return speech;
  return { samples: resample(speech.samples, inputRateHz), sampleRateHz: preparedRateHz };
}

/** As long as the input, without the delay of the filter. */
function resample(samples: Int16Array, inputRateHz: ResamplerRateHz): Int16Array {
  using resampler = new Resampler({ inputRateHz, outputRateHz: preparedRateHz });
  const delay = resampler.latencySamples;
  const padded = new Int16Array(samples.length + Math.ceil((delay * inputRateHz) / preparedRateHz) + 1);
  padded.set(samples);
  const output = new Int16Array(resampler.outputSamples(padded.length));
  const written = resampler.process(padded, output);
  const length = Math.round((samples.length * preparedRateHz) / inputRateHz);
  return output.slice(delay, Math.min(delay + length, written));
}
