import { type NoiseReduction, VoiceProcessor, type VoiceRateHz, voiceRatesHz } from '../../audio/index.js';
import { OssicleError } from '../../core/index.js';
import { type Block, blockFrames, emptyBlock, type StreamFormat } from '../sound/block.js';
import { EchoReference } from './echo-reference.js';
import type { MakeStage, Stage } from './stage.js';

/** What is to be done to voices. */
export interface VoicePlan {
  readonly denoise: NoiseReduction | undefined;
  /** The level that speech is brought to. */
  readonly gainControlDbfs: number | undefined;
  /** The file that was played meanwhile. */
  readonly echoReference: string | undefined;
}

/** Whether anything is to be done. */
export function changesVoice({ denoise, gainControlDbfs, echoReference }: VoicePlan): boolean {
  return denoise !== undefined || gainControlDbfs !== undefined || echoReference !== undefined;
}

/** Whether voices can be worked on at `rateHz`. */
export function isVoiceRate(rateHz: number): rateHz is VoiceRateHz {
  return (voiceRatesHz as readonly number[]).includes(rateHz);
}

/** Takes echo and noise out and brings speech to one level, each channel for itself. */
export function voiceStage(plan: VoicePlan, signal: AbortSignal): MakeStage {
  return (input) => new VoiceStage(input, plan, signal);
}

class VoiceStage implements Stage {
  readonly format: StreamFormat;
  readonly #plan: VoicePlan;
  readonly #signal: AbortSignal;
  readonly #channels: readonly VoiceProcessor[];
  readonly #blockSamples: number;
  #reference: EchoReference | undefined;
  /** Less than 10 ms that wait for more. */
  #rest: Block;
  /** What the parts still put before the sound. */
  #leadSamples: number;
  #missing = 0;

  constructor(input: StreamFormat, plan: VoicePlan, signal: AbortSignal) {
    const { sampleRateHz, channels } = input;
    if (!isVoiceRate(sampleRateHz)) {
      throw new OssicleError(
        'UNSUPPORTED',
        `Voices are worked on at ${voiceRatesHz.join(', ')} Hz, not at ${sampleRateHz} Hz; add --resample 48000.`,
      );
    }
    this.format = input;
    this.#plan = plan;
    this.#signal = signal;
    const options = {
      sampleRateHz,
      echoCanceller: plan.echoReference !== undefined,
      noiseSuppressor: plan.denoise ?? false,
      gainControl: plan.gainControlDbfs === undefined ? false : { targetDbfs: plan.gainControlDbfs },
    };
    this.#channels = Array.from({ length: channels }, () => new VoiceProcessor(options));
    this.#blockSamples = sampleRateHz / 100;
    this.#rest = emptyBlock(channels);
    this.#leadSamples = this.#channels[0]?.latencySamples ?? 0;
    this.#missing = this.#leadSamples;
  }

  async prepare(seconds: number): Promise<void> {
    const { echoReference } = this.#plan;
    if (echoReference === undefined) return;
    const { sampleRateHz } = this.format;
    this.#reference ??= await EchoReference.open(echoReference, sampleRateHz, this.#signal);
    await this.#reference.readAhead(Math.ceil(seconds * sampleRateHz));
  }

  process(block: Block): Block {
    return this.#withoutLead(this.#work(block));
  }

  flush(): Block {
    const waiting = blockFrames(this.#rest) + this.#missing;
    const silence = Math.ceil(waiting / this.#blockSamples) * this.#blockSamples - blockFrames(this.#rest);
    const last = this.process(this.#channels.map(() => new Float32Array(silence)));
    return last.map((samples) => samples.subarray(0, waiting));
  }

  close(): void {
    this.#reference?.close();
    for (const channel of this.#channels) channel.close();
  }

  /** As much as there are whole blocks of. */
  #work(block: Block): Block {
    const all = this.#rest.map((rest, channel) => {
      const more = block[channel] ?? new Float32Array(0);
      const joined = new Float32Array(rest.length + more.length);
      joined.set(rest);
      joined.set(more, rest.length);
      return joined;
    });
    const whole = Math.floor(blockFrames(all) / this.#blockSamples) * this.#blockSamples;
    this.#rest = all.map((samples) => samples.slice(whole));
    const ready = all.map((samples) => samples.subarray(0, whole));
    if (whole === 0) return ready;
    const reference = this.#reference?.take(whole);
    for (const [channel, processor] of this.#channels.entries()) {
      processor.process(ready[channel] ?? new Float32Array(whole), reference);
    }
    return ready;
  }

  #withoutLead(block: Block): Block {
    const dropped = Math.min(this.#leadSamples, blockFrames(block));
    this.#leadSamples -= dropped;
    return block.map((samples) => samples.subarray(dropped));
  }
}
