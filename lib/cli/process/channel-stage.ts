import { type Block, emptyBlock, type StreamFormat } from '../sound/block.js';
import type { MakeStage, Stage } from './stage.js';

/** Makes one channel of all, at their average, or two alike of one. */
export function channelStage(channels: 1 | 2): MakeStage {
  return (input) => new ChannelStage(input, channels);
}

class ChannelStage implements Stage {
  readonly format: StreamFormat;

  constructor(input: StreamFormat, channels: 1 | 2) {
    this.format = { ...input, channels };
  }

  process(block: Block): Block {
    const [first] = block;
    if (first === undefined || block.length === this.format.channels) return block;
    const mono = block.length === 1 ? first : average(block);
    return this.format.channels === 1 ? [mono] : [mono, mono.slice()];
  }

  flush(): Block {
    return emptyBlock(this.format.channels);
  }

  close(): void {}
}

function average(block: Block): Float32Array {
  const mono = new Float32Array(block[0]?.length ?? 0);
  for (const channel of block) for (let n = 0; n < mono.length; n++) mono[n]! += channel[n]!;
  for (let n = 0; n < mono.length; n++) mono[n]! /= block.length;
  return mono;
}
