import { type Block, emptyBlock, type StreamFormat } from '../sound/block.js';
import type { MakeStage, Stage } from './stage.js';

/** Makes everything louder by `gainDb`. What then exceeds full scale is cut off only where it is coded. */
export function gainStage(gainDb: number): MakeStage {
  return (input) => new GainStage(input, 10 ** (gainDb / 20));
}

class GainStage implements Stage {
  readonly format: StreamFormat;
  readonly #factor: number;

  constructor(input: StreamFormat, factor: number) {
    this.format = input;
    this.#factor = factor;
  }

  process(block: Block): Block {
    for (const channel of block) for (let n = 0; n < channel.length; n++) channel[n]! *= this.#factor;
    return block;
  }

  flush(): Block {
    return emptyBlock(this.format.channels);
  }

  close(): void {}
}
