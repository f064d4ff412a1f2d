import { DtmfRemover, dtmfDetectorRatesHz } from '../../audio/index.js';
import { OssicleError } from '../../core/index.js';
import { type Block, blockFrames, emptyBlock, type StreamFormat, toInt16 } from '../sound/block.js';
import type { MakeStage, Stage } from './stage.js';

type DtmfRateHz = (typeof dtmfDetectorRatesHz)[number];

/** Silences the digits of each channel and leaves all other samples as they are. */
export const dtmfStage: MakeStage = (input) => new DtmfStage(input);

/** Whether digits can be heard at `rateHz`. */
export function isDtmfRate(rateHz: number): rateHz is DtmfRateHz {
  return (dtmfDetectorRatesHz as readonly number[]).includes(rateHz);
}

class DtmfStage implements Stage {
  readonly format: StreamFormat;
  readonly #channels: readonly ChannelRemover[];

  constructor(input: StreamFormat) {
    const { sampleRateHz, channels } = input;
    if (!isDtmfRate(sampleRateHz)) {
      throw new OssicleError(
        'UNSUPPORTED',
        `Digits are removed at ${dtmfDetectorRatesHz.join(', ')} Hz, not at ${sampleRateHz} Hz; add --resample 48000.`,
      );
    }
    this.format = input;
    this.#channels = Array.from({ length: channels }, () => new ChannelRemover(sampleRateHz));
  }

  process(block: Block): Block {
    if (blockFrames(block) === 0) return emptyBlock(this.format.channels);
    return this.#channels.map((remover, channel) => remover.process(block[channel] ?? new Float32Array(0)));
  }

  flush(): Block {
    return this.#channels.map((remover) => remover.flush());
  }

  close(): void {
    for (const remover of this.#channels) remover.close();
  }
}

/** The remover works on 16 bits: what it leaves alone is taken from the sound as it came, so that none of it is lost. */
class ChannelRemover {
  readonly #remover: DtmfRemover;
  /** What has gone into the remover and not come out. */
  #late: Float32Array;
  /** What the remover still puts before the sound. */
  #leadSamples: number;

  constructor(sampleRateHz: DtmfRateHz) {
    this.#remover = new DtmfRemover({ sampleRateHz });
    this.#leadSamples = this.#remover.latencySamples;
    this.#late = new Float32Array(this.#leadSamples);
  }

  process(samples: Float32Array): Float32Array {
    const removed = toInt16(samples);
    this.#remover.process(removed);
    const sound = new Float32Array(this.#late.length + samples.length);
    sound.set(this.#late);
    sound.set(samples, this.#late.length);
    this.#late = sound.slice(samples.length);
    const output = sound.subarray(0, samples.length);
    const came = toInt16(output);
    for (let n = 0; n < output.length; n++) if (removed[n] !== came[n]) output[n] = removed[n]! / 32_768;
    const dropped = Math.min(this.#leadSamples, output.length);
    this.#leadSamples -= dropped;
    return output.subarray(dropped);
  }

  /** The last samples. */
  flush(): Float32Array {
    return this.process(new Float32Array(this.#remover.latencySamples));
  }

  close(): void {
    this.#remover.close();
  }
}
