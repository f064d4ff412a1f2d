import { type Block, blockFrames, type StreamFormat } from '../sound/block.js';
import { openSound, type SoundSource } from '../sound/sound-source.js';
import { channelStage } from './channel-stage.js';
import { isResamplerRate, resampleStage } from './resample-stage.js';
import { Chain, type MakeStage } from './stage.js';

/** What was played while the sound was recorded: another file, as mono at the rate wanted, read along with the sound. */
export class EchoReference {
  readonly #source: SoundSource;
  readonly #blocks: AsyncIterator<Block>;
  readonly #chain: Chain;
  #ahead = new Float32Array(0);
  #ended = false;

  /** @throws OssicleError FILE_FAILED, FORMAT_INVALID, UNSUPPORTED, ABORTED. */
  static async open(path: string, sampleRateHz: number, signal: AbortSignal): Promise<EchoReference> {
    const source = await openSound(path, signal);
    try {
      return new EchoReference(source, new Chain(source.format, stepsTo(sampleRateHz, source.format)));
    } catch (error) {
      await source[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(source: SoundSource, chain: Chain) {
    this.#source = source;
    this.#blocks = source[Symbol.asyncIterator]();
    this.#chain = chain;
  }

  /** Reads on until `take` can give as many samples. */
  async readAhead(samples: number): Promise<void> {
    while (!this.#ended && this.#ahead.length < samples) {
      const { done, value } = await this.#blocks.next();
      this.#ended = done === true;
      const [more] = this.#ended ? this.#chain.flush() : this.#chain.process(value);
      if (more && more.length > 0) this.#ahead = joined(this.#ahead, more);
    }
  }

  /** The next samples, silence when the file has ended. */
  take(samples: number): Float32Array {
    const taken = new Float32Array(samples);
    taken.set(this.#ahead.subarray(0, samples));
    this.#ahead = this.#ahead.slice(samples);
    return taken;
  }

  close(): void {
    this.#chain.close();
    Promise.resolve(this.#source[Symbol.asyncDispose]()).catch(() => undefined); // it was read only
  }
}

function stepsTo(sampleRateHz: number, from: StreamFormat): MakeStage[] {
  const steps: MakeStage[] = from.channels === 1 ? [] : [channelStage(1)];
  if (from.sampleRateHz !== sampleRateHz && isResamplerRate(sampleRateHz)) steps.push(resampleStage(sampleRateHz));
  return steps;
}

function joined(first: Float32Array, second: Float32Array): Float32Array<ArrayBuffer> {
  const all = new Float32Array(first.length + blockFrames([second]));
  all.set(first);
  all.set(second, first.length);
  return all;
}
