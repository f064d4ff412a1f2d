import type { NativeDecoder, NativeEncoder } from '../native/index.js';
import type { ChunkUnit } from './chunk-unit.js';
import { atLeast, type FrameArgument } from './frame-argument.js';
import { Unit } from './unit.js';

/** The least that a codec takes at once: how many samples make how many bytes. One of the two is 1, the other 1 or 2. */
export interface SampleBlock {
  readonly samples: number;
  readonly bytes: number;
}

/** An encoder whose bytes follow from the number of samples alone. */
export abstract class SampleEncoder extends Unit<NativeEncoder> implements ChunkUnit<Int16Array, Uint8Array> {
  readonly chunkInput = 'samples';
  readonly #block: SampleBlock;

  protected constructor(name: string, native: NativeEncoder, block: SampleBlock) {
    super(name, native);
    this.#block = block;
  }

  /**
   * Encodes `input` into `output`, which has at least the room for it. Returns the bytes written.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(input: Int16Array, output: Uint8Array): number {
    const bytes = this.native.process(this.handle, input, output);
    if (bytes >= 0) return bytes;
    return this.refuse(
      bytes,
      'process',
      { name: 'input', value: input, kinds: ['Int16Array'], ...wholeBlocks(this.#block.samples, 'samples') },
      { name: 'output', value: output, kinds: ['Uint8Array'], length: atLeast(this.#bytesOf(input), 'bytes') },
    );
  }

  *processChunk(chunk: Int16Array): Iterable<Uint8Array> {
    if (chunk.length === 0) return;
    const output = new Uint8Array(this.#bytesOf(chunk));
    this.process(chunk, output);
    yield output;
  }

  flushChunks(): Iterable<Uint8Array> {
    return [];
  }

  #bytesOf(input: Int16Array): number {
    return (input?.length / this.#block.samples) * this.#block.bytes;
  }
}

/** A decoder whose samples follow from the number of bytes alone. */
export abstract class SampleDecoder extends Unit<NativeDecoder> implements ChunkUnit<Uint8Array, Int16Array> {
  readonly chunkInput = 'bytes';
  readonly #block: SampleBlock;

  protected constructor(name: string, native: NativeDecoder, block: SampleBlock) {
    super(name, native);
    this.#block = block;
  }

  /**
   * Decodes `input` into `output`, which has at least the room for it. Returns the samples written.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(input: Uint8Array, output: Int16Array): number {
    const samples = this.native.process(this.handle, input, output);
    if (samples >= 0) return samples;
    return this.refuse(
      samples,
      'process',
      { name: 'input', value: input, kinds: ['Uint8Array'], ...wholeBlocks(this.#block.bytes, 'bytes') },
      { name: 'output', value: output, kinds: ['Int16Array'], length: atLeast(this.#samplesOf(input)) },
    );
  }

  *processChunk(chunk: Uint8Array): Iterable<Int16Array> {
    if (chunk.length === 0) return;
    const output = new Int16Array(this.#samplesOf(chunk));
    this.process(chunk, output);
    yield output;
  }

  flushChunks(): Iterable<Int16Array> {
    return [];
  }

  #samplesOf(input: Uint8Array): number {
    return (input?.length / this.#block.bytes) * this.#block.samples;
  }
}

/** The demand of a codec that takes its elements two at a time; none of others. */
function wholeBlocks(elements: number, unit: string): Pick<FrameArgument, 'length'> {
  if (elements === 1) return {};
  return { length: { words: `an even number of ${unit}`, fits: (length) => length % elements === 0 } };
}
