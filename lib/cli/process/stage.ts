import { type Block, blockFrames, emptyBlock, type StreamFormat } from '../sound/block.js';

/** One step of what is done to the sound. What comes out lags by nothing: a stage takes its own delay away. */
export interface Stage {
  /** Of what comes out. */
  readonly format: StreamFormat;
  /** Called before sound of up to `seconds` comes, by stages that have to wait for something. */
  prepare?(seconds: number): Promise<void>;
  /** What `block` becomes; arrays without samples while the stage still gathers. May work in place. */
  process(block: Block): Block;
  /** What is left when the sound has ended. */
  flush(): Block;
  close(): void;
}

/** Makes a stage that takes sound of `input`. */
export type MakeStage = (input: StreamFormat) => Stage;

/** Stages one behind the other, as one. */
export class Chain implements Stage {
  readonly format: StreamFormat;
  readonly #stages: Stage[] = [];

  /** @throws OssicleError of a stage that cannot be made; those before it are closed again. */
  constructor(input: StreamFormat, steps: readonly MakeStage[]) {
    let format = input;
    try {
      for (const make of steps) {
        const stage = make(format);
        this.#stages.push(stage);
        format = stage.format;
      }
    } catch (error) {
      this.close();
      throw error;
    }
    this.format = format;
  }

  async prepare(seconds: number): Promise<void> {
    for (const stage of this.#stages) await stage.prepare?.(seconds);
  }

  process(block: Block): Block {
    return this.#stages.reduce((passing, stage) => stage.process(passing), block);
  }

  flush(): Block {
    let rest: Block = emptyBlock(this.format.channels);
    for (const stage of this.#stages) {
      const passed = blockFrames(rest) > 0 ? stage.process(rest) : undefined;
      const own = stage.flush();
      rest = passed ? own.map((samples, channel) => joined(passed[channel], samples)) : own;
    }
    return rest;
  }

  close(): void {
    for (const stage of this.#stages) stage.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function joined(first: Float32Array | undefined, second: Float32Array): Float32Array {
  if (first === undefined || first.length === 0) return second;
  const all = new Float32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
