import { Resampler, type ResamplerRateHz, resamplerRatesHz } from '../../audio/index.js';
import { OssicleError } from '../../core/index.js';
import { type Block, blockFrames, emptyBlock, type StreamFormat } from '../sound/block.js';
import type { MakeStage, Stage } from './stage.js';

/** A file is in no hurry: the best there is. */
const bestQuality = 10;

/**
 * Changes the sample rate. What comes out begins and ends with the sound: the filter's delay is taken away, to half a
 * sample of the output. `quality` is the
 * resampler's, 0 to 10.
 */
export function resampleStage(sampleRateHz: ResamplerRateHz, quality = bestQuality): MakeStage {
  return (input) => new ResampleStage(input, sampleRateHz, quality);
}

/** Whether resampling from or to `rateHz` is possible. */
export function isResamplerRate(rateHz: number): rateHz is ResamplerRateHz {
  return (resamplerRatesHz as readonly number[]).includes(rateHz);
}

class ResampleStage implements Stage {
  readonly format: StreamFormat;
  readonly #inputRateHz: number;
  readonly #channels: readonly Resampler[];
  /** What the filter still puts before the sound. */
  #leadSamples: number;
  #framesIn = 0;
  #framesOut = 0;

  constructor({ sampleRateHz: inputRateHz, channels }: StreamFormat, outputRateHz: ResamplerRateHz, quality: number) {
    if (!isResamplerRate(inputRateHz)) {
      throw new OssicleError(
        'UNSUPPORTED',
        `Sound at ${inputRateHz} Hz cannot be resampled; possible are ${resamplerRatesHz.join(', ')} Hz.`,
      );
    }
    this.format = { sampleRateHz: outputRateHz, channels };
    this.#inputRateHz = inputRateHz;
    this.#channels = Array.from({ length: channels }, () => new Resampler({ inputRateHz, outputRateHz, quality }));
    this.#leadSamples = this.#channels[0]?.latencySamples ?? 0;
  }

  process(block: Block): Block {
    this.#framesIn += blockFrames(block);
    return this.#resample(block);
  }

  flush(): Block {
    const wanted = Math.ceil((this.#framesIn * this.format.sampleRateHz) / this.#inputRateHz) - this.#framesOut;
    const latency = this.#channels[0]?.latencySamples ?? 0;
    const silence = Math.ceil(((latency + 1) * this.#inputRateHz) / this.format.sampleRateHz) + 1;
    const rest = this.#resample(this.#channels.map(() => new Float32Array(silence)));
    return rest.map((samples) => samples.subarray(0, Math.max(0, wanted)));
  }

  close(): void {
    for (const resampler of this.#channels) resampler.close();
  }

  #resample(block: Block): Block {
    if (blockFrames(block) === 0) return emptyBlock(this.format.channels);
    const output = this.#channels.map((resampler, channel) => {
      const input = block[channel] ?? new Float32Array(0);
      const samples = new Float32Array(resampler.outputSamples(input.length));
      return samples.subarray(0, resampler.process(input, samples));
    });
    const frames = output[0]?.length ?? 0;
    const dropped = Math.min(this.#leadSamples, frames);
    this.#leadSamples -= dropped;
    this.#framesOut += frames - dropped;
    return output.map((samples) => samples.subarray(dropped));
  }
}
